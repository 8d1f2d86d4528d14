// The map of points: where one looks, what is drawn, and what hands and keys do. Without scripts the table says it all.
// What stands in files of their own: the points (map-world), their signs, the names, the area chosen, what is said.
(() => {
  "use strict";
  const { EAST, ELSEWHERE, STATES, take, choose, area: areas } = window.diabanMap;
  const NEAR = 14; // px
  const LASSO_STEP = 3; // px between two corners of a line as it is drawn
  const asked = new Map();
  let map = null; // the one on the page
  let kept = null; // how the one before it looked at the country: a new day is looked at in the same way

  const json = (url) => {
    if (!asked.has(url)) {
      if (asked.size > 24) asked.clear();
      const answer = fetch(url, { headers: { Accept: "application/json" } }).then((got) => {
        if (!got.ok) throw new Error(`${got.status} ${url}`);
        return got.json();
      });
      answer.catch(() => asked.delete(url));
      asked.set(url, answer);
    }
    return asked.get(url);
  };

  const make = (box) => {
    const canvas = box.querySelector("canvas"), tip = box.querySelector(".map-tip"), told = document.querySelector("[data-here]");
    const pen = canvas.getContext("2d"), words = JSON.parse(box.dataset.words);
    const view = { x: 0, y: 0, s: 0, w: 0, h: 0, dpr: 1 };
    let world = null, names = null, here = -1, over = -1, filter = null, area = null, only = null, drag = null, queued = false, drawn = false;
    const touches = new Map();

    // -- what is drawn ----------------------------------------------------------------------------------
    const draw = () => {
      queued = false;
      if (!world || !view.w) return;
      const start = performance.now();
      signs.prepare(world.all);
      const { all, X, Y, order, seen } = world, { pictures, size } = signs;
      const { dpr, s } = view, half = size / 2, ox = (view.w / 2 - view.x * s) * dpr, oy = (view.h / 2 - view.y * s) * dpr, k = s * dpr, W = canvas.width + half, H = canvas.height + half;
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.clearRect(0, 0, canvas.width, canvas.height);
      for (let at = 0; at < all; at++) {
        const i = order[at], x = X[i] * k + ox, y = Y[i] * k + oy;
        if (x > -half && x < W && y > -half && y < H) pen.drawImage(pictures[seen[i]], (x - half) | 0, (y - half) | 0);
      }
      pen.setTransform(dpr, 0, 0, dpr, 0, 0);
      window.diabanMap.drawLabels(pen, view, world, signs, words, px, py);
      if (area) outline(area.corners.map(([x, y]) => [px((x / areas.SCALE) * EAST), py(-y / areas.SCALE)]), true);
      if (drag && drag.line) outline(drag.line, false);
      else if (drag && drag.box) outline([[drag.x0, drag.y0], [drag.x0, drag.y], [drag.x, drag.y], [drag.x, drag.y0]], true);
      for (const [i, c] of [[over, signs.colour.accent], [here, signs.colour.focus]]) if (i >= 0) ring(px(X[i]), py(Y[i]), c);
      if (!drawn) {
        drawn = true;
        performance.measure("diaban-map-first", { start, end: performance.now() });
        box.dataset.drawn = "1";
      }
    };
    const later = () => { if (!queued) { queued = true; requestAnimationFrame(draw); } };
    const signs = window.diabanMap.makeSigns(view, later);
    const px = (x) => (x - view.x) * view.s + view.w / 2, py = (y) => (y - view.y) * view.s + view.h / 2;
    const ring = (x, y, c) => { pen.lineWidth = 2.5; pen.strokeStyle = c; pen.beginPath(); pen.arc(x, y, signs.radius + 4, 0, 7); pen.stroke(); };
    const outline = (corners, closed) => {
      pen.setLineDash([5, 4]); pen.lineWidth = 1.5; pen.strokeStyle = signs.colour.accent;
      pen.beginPath();
      for (const [x, y] of corners) pen.lineTo(x, y);
      if (closed) pen.closePath();
      pen.stroke(); pen.setLineDash([]);
    };

    // -- where one looks --------------------------------------------------------------------------------
    const fit = (scoped) => {
      if (!world) return;
      const { all, X, Y, sign, isles } = world;
      let x0 = Infinity, x1 = -Infinity, y0 = Infinity, y1 = -Infinity;
      const wide = (x, y) => { if (x < x0) x0 = x; if (x > x1) x1 = x; if (y < y0) y0 = y; if (y > y1) y1 = y; };
      for (let i = 0; i < all; i++) if (!(scoped && sign[i] >= ELSEWHERE) && X[i] === X[i]) wide(X[i], Y[i]);
      if (!scoped || x0 === Infinity) { for (let i = 0; i < all; i++) if (X[i] === X[i]) wide(X[i], Y[i]); for (const isle of isles) wide(isle.x, isle.y); }
      view.x = (x0 + x1) / 2; view.y = (y0 + y1) / 2;
      view.s = Math.min((view.w - 36) / Math.max(0.05, x1 - x0), (view.h - 96) / Math.max(0.05, y1 - y0), 1500);
      view.y -= 12 / view.s; // room for the tools above
      later();
    };
    const zoom = (by, x = view.w / 2, y = view.h / 2) => {
      const wx = (x - view.w / 2) / view.s + view.x, wy = (y - view.h / 2) / view.s + view.y;
      view.s = Math.max(12, Math.min(6000, view.s * by));
      view.x = wx - (x - view.w / 2) / view.s; view.y = wy - (y - view.h / 2) / view.s;
      later();
    };
    const resize = () => {
      const { clientWidth: w, clientHeight: h } = canvas, first = !view.w;
      if (!w || !h) return;
      view.dpr = Math.min(2, devicePixelRatio || 1); view.w = w; view.h = h;
      canvas.width = Math.round(w * view.dpr); canvas.height = Math.round(h * view.dpr);
      if (first && world) look(); else later();
    };
    const look = () => {
      if (kept && kept.scope === box.dataset.scope) { Object.assign(view, { x: kept.x, y: kept.y, s: kept.s }); later(); } else fit(box.dataset.scope !== "nation");
    };

    // -- which point ------------------------------------------------------------------------------------
    const narrowed = () => filter || area || only;
    const at = (x, y) => {
      if (!world) return -1;
      const { all, X, Y, seen } = world;
      let best = -1, far = NEAR * NEAR;
      for (let i = 0; i < all; i++) {
        if (seen[i] === ELSEWHERE && narrowed()) continue;
        const dx = px(X[i]) - x, dy = py(Y[i]) - y, d = dx * dx + dy * dy;
        if (d < far) { far = d; best = i; }
      }
      return best;
    };
    const toward = (dx, dy) => {
      if (!world) return -1;
      const { n, X, Y, sign, seen } = world;
      const fx = here < 0 ? view.x : X[here], fy = here < 0 ? view.y : Y[here];
      let best = -1, far = Infinity;
      for (let i = 0; i < n; i++) {
        if (i === here || !(X[i] === X[i]) || (seen[i] === ELSEWHERE && (narrowed() || sign[i] !== ELSEWHERE))) continue;
        const ahead = (X[i] - fx) * dx + (Y[i] - fy) * dy, aside = Math.abs((X[i] - fx) * dy - (Y[i] - fy) * dx);
        if (here >= 0 && (ahead <= 0 || aside > ahead)) continue;
        const d = here < 0 ? Math.hypot(ahead, aside) : ahead + 2 * aside;
        if (d < far) { far = d; best = i; }
      }
      return best;
    };
    const load = () => json(box.dataset.names).then((got) => { names = window.diabanMap.readNames(got); });
    const say = (i, links) => window.diabanMap.say(i, world, names, box.dataset, words, links);
    const show = (i, move) => {
      here = i;
      if (i < 0) { told.replaceChildren(); mark(); later(); return; }
      const x = px(world.X[i]), y = py(world.Y[i]);
      if (move && (x < 30 || y < 60 || x > view.w - 30 || y > view.h - 30)) { view.x = world.X[i]; view.y = world.Y[i]; }
      told.replaceChildren(...say(i, true));
      mark();
      later();
    };
    const mark = () => {
      const id = here >= 0 && here < world.n && names ? names.ids[here] : "";
      for (const row of document.querySelectorAll("#bang tr[data-unit]")) row.classList.toggle("here", row.dataset.unit === id);
    };
    const hover = (i, x, y) => {
      if (i !== over) { over = i; if (i >= 0) tip.replaceChildren(...say(i, false)); later(); }
      tip.hidden = i < 0;
      if (i < 0) return;
      tip.style.left = `${Math.max(4, Math.min(x + 14, view.w - tip.offsetWidth - 6))}px`;
      tip.style.top = `${Math.max(4, y + 16 + tip.offsetHeight > view.h ? y - tip.offsetHeight - 10 : y + 16)}px`;
    };
    const open = (i) => { if (i >= 0 && i < world.n && names) location.href = box.dataset.unit.replace("/unit/", `/${names.ids[i]}/`); };

    // -- hands ------------------------------------------------------------------------------------------
    // One of the two, or neither: sides of a rectangle in degrees, a line in letters.
    const send = (sides, line) => {
      const asks = document.getElementById("map-area-form");
      for (const [name, value] of [["khung", sides ? sides.map((side) => side.toFixed(3)).join(",") : ""], ["vung", line || ""]]) {
        const field = asks.querySelector(`[name=${name}]`);
        field.value = value;
        field.disabled = !value;
      }
      htmx.trigger(asks, "submit");
    };
    const degrees = (x, y) => [((x - view.w / 2) / view.s + view.x) / EAST, -((y - view.h / 2) / view.s + view.y)];
    const sidesOf = (x0, y0, x1, y1) => [...degrees(Math.min(x0, x1), Math.max(y0, y1)), ...degrees(Math.max(x0, x1), Math.min(y0, y1))];
    const lineOf = (line) => {
      const corners = areas.simplified(line).map(([x, y]) => degrees(x, y).map((one) => Math.round(one * areas.SCALE)));
      return corners.length > 2 ? areas.written(corners) : "";
    };
    // Which tool the pointer holds: "box", "line", or "" for moving the map.
    const drawing = (tool) => {
      box.classList.toggle("drawing", tool !== "");
      box.dataset.tool = tool;
      for (const button of box.querySelectorAll("[data-draw]")) button.setAttribute("aria-pressed", String(button.dataset.draw === tool));
    };
    const spread = () => { const [a, b] = [...touches.values()]; return Math.hypot(a.x - b.x, a.y - b.y); };

    canvas.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      const x = event.offsetX, y = event.offsetY;
      canvas.setPointerCapture(event.pointerId);
      touches.set(event.pointerId, { x, y });
      drag = touches.size > 1 ? { pinch: spread() } : { x0: x, y0: y, x, y, moved: false, line: box.dataset.tool === "line" ? [[x, y]] : null, box: event.shiftKey || box.dataset.tool === "box" };
      hover(-1);
    });
    canvas.addEventListener("pointermove", (event) => {
      const x = event.offsetX, y = event.offsetY;
      if (!drag) { if (event.pointerType === "mouse") hover(at(x, y), x, y); return; }
      const touch = touches.get(event.pointerId);
      if (!touch) return;
      const dx = x - touch.x, dy = y - touch.y;
      touch.x = x; touch.y = y;
      if (drag.pinch !== undefined) {
        if (touches.size < 2) return;
        const wide = spread(), [a, b] = [...touches.values()];
        view.x -= dx / 2 / view.s; view.y -= dy / 2 / view.s;
        if (drag.pinch > 0) zoom(wide / drag.pinch, (a.x + b.x) / 2, (a.y + b.y) / 2);
        drag.pinch = wide;
        return;
      }
      drag.x = x; drag.y = y;
      if (Math.hypot(x - drag.x0, y - drag.y0) > 4) drag.moved = true;
      if (drag.line) {
        const [lx, ly] = drag.line[drag.line.length - 1];
        if (Math.hypot(x - lx, y - ly) >= LASSO_STEP) drag.line.push([x, y]);
      } else if (!drag.box && drag.moved) { view.x -= dx / view.s; view.y -= dy / view.s; }
      later();
    });
    const lift = (event) => {
      touches.delete(event.pointerId);
      if (!drag || touches.size) return;
      const was = drag;
      drag = null;
      later();
      if (was.pinch !== undefined || event.type === "pointercancel") return;
      if (was.line && was.moved) {
        const line = lineOf(was.line);
        if (line) { drawing(""); send(null, line); }
      } else if (was.box && was.moved) { drawing(""); send(sidesOf(was.x0, was.y0, was.x, was.y)); }
      else if (!was.moved) show(at(was.x, was.y));
    };
    canvas.addEventListener("pointerup", lift);
    canvas.addEventListener("pointercancel", lift);
    canvas.addEventListener("pointerleave", () => hover(-1));
    canvas.addEventListener("dblclick", (event) => open(at(event.offsetX, event.offsetY)));
    canvas.addEventListener("wheel", (event) => { event.preventDefault(); zoom(Math.exp(-Math.max(-80, Math.min(80, event.deltaY)) * 0.004), event.offsetX, event.offsetY); }, { passive: false });
    canvas.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (way && event.shiftKey) { view.x += (way[0] * 60) / view.s; view.y += (way[1] * 60) / view.s; later(); }
      else if (way) { const next = toward(...way); if (next >= 0) show(next, true); else told.textContent = words.none; }
      else if (event.key === "Enter") open(here);
      else if (event.key === "+" || event.key === "=") zoom(1.5);
      else if (event.key === "-") zoom(1 / 1.5);
      else if (event.key === "Home") fit(false);
      else if (event.key === "Escape") {
        if (drag || box.dataset.tool) { drag = null; touches.clear(); drawing(""); later(); }
        else if (area) send();
        else if (here >= 0) show(-1);
      }
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    box.addEventListener("click", (event) => {
      const button = event.target.closest("button"), act = button?.dataset.do, tool = button?.dataset.draw;
      if (tool) drawing(box.dataset.tool === tool ? "" : tool);
      else if (act === "in") zoom(1.5);
      else if (act === "out") zoom(1 / 1.5);
      else if (act === "whole") fit(false);
      else if (act === "seen") send(sidesOf(0, 0, view.w, view.h));
    });

    // The table says what is chosen: its states, its area and its words are the map's.
    const follow = () => {
      const table = document.getElementById("bang");
      const chosen = (table.dataset.filter || "").split(",").filter(Boolean);
      filter = chosen.length ? new Set(chosen.map((one) => STATES.indexOf(one))) : null;
      area = areas.told(table);
      only = "only" in table.dataset ? new Set(table.dataset.only.split(" ").filter(Boolean).map(Number)) : null;
      for (const button of table.querySelectorAll("[data-show]")) button.hidden = false;
      if (world) { choose(world, filter, area, only); mark(); later(); }
    };
    const find = (id) => {
      const i = names ? names.ids.indexOf(id) : -1;
      if (i < 0) return;
      if (view.s < 150) view.s = 150;
      view.x = world.X[i]; view.y = world.Y[i];
      show(i, true);
      box.scrollIntoView({ block: "nearest" });
    };

    box.hidden = false;
    drawing("");
    document.fonts?.ready.then(later); // names are written again in the typeface of the page
    const watch = new ResizeObserver(resize);
    watch.observe(canvas);
    Promise.all([json(box.dataset.places), json(box.dataset.states)]).then(([places, states]) => {
      const start = performance.now();
      world = take(places, states);
      follow();
      if (view.w) look();
      performance.measure("diaban-map-take", { start, end: performance.now() });
      return load();
    }).then(() => { mark(); box.dataset.ready = "1"; }).catch((error) => { told.textContent = String(error.message || error); });
    return {
      box, follow, find,
      leave: () => { kept = { scope: box.dataset.scope, x: view.x, y: view.y, s: view.s }; watch.disconnect(); signs.leave(); },
    };
  };

  const start = () => {
    const box = document.querySelector("[data-map]");
    if (map && map.box !== box) { map.leave(); map = null; }
    if (!box) return;
    if (!map) map = make(box);
    map.follow();
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-show]");
    if (button && map) map.find(button.dataset.show);
  });
  document.addEventListener("htmx:afterSettle", start);
  document.addEventListener("htmx:historyRestore", start);
  start();
})();
