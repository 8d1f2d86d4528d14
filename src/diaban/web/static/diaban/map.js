// The map of points. Without this file the table beside it says all the same.
// Columns of numbers, one pass, a picture per sign: no object per point. Points come as steps from one to the next.
(() => {
  "use strict";
  const EAST = Math.cos((16 * Math.PI) / 180); // a degree of longitude, in the middle of the country, in degrees of latitude
  const ELSEWHERE = 6, BLANK = 7;
  const UNDER = [6, 7, 5]; // drawn first, in this order; of the states the rarest comes last and lies on top
  const NEAR = 14; // px
  const asked = new Map();
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const form = (value) => new Intl.DateTimeFormat(document.documentElement.lang === "vi" ? "vi-VN" : "en-GB", { day: "2-digit", month: "2-digit", year: "numeric", timeZone: "UTC" }).format(new Date(value));
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
    let n = 0, all = 0, X, Y, sign, seen, order, isles = [], provinces = [], blanks = [], names = null;
    let sprites = [], size = 0, colour = {}, here = -1, over = -1, filter = null, area = null, drag = null, queued = false, drawn = false;
    const touches = new Map();

    // -- what is drawn ----------------------------------------------------------------------------------
    const take = (places, states) => {
      const scale = places.scale, lon = places.lon, lat = places.lat, blank = places.blank;
      n = lon.length;
      all = n + blank.lon.length;
      X = new Float32Array(all); Y = new Float32Array(all); sign = new Uint8Array(all); seen = new Uint8Array(all);
      for (let i = 0, x = 0, y = 0; i < n; i++) {
        x += lon[i]; y += lat[i];
        X[i] = x === 0 ? NaN : (x / scale) * EAST; Y[i] = -y / scale;
        sign[i] = states.states.charCodeAt(i) - 48;
      }
      for (let i = 0, x = 0, y = 0; i < blank.lon.length; i++) {
        x += blank.lon[i]; y += blank.lat[i];
        X[n + i] = (x / scale) * EAST; Y[n + i] = -y / scale; sign[n + i] = BLANK;
      }
      blanks = blank.of;
      isles = places.isles.map(([name, x, y, province]) => ({ name, x: (x / scale) * EAST, y: -y / scale, province }));
      provinces = places.provinces.map(([name, x, y]) => ({ name, x: (x / scale) * EAST, y: -y / scale }));
      order = new Uint32Array(all);
      choose();
    };

    // What is not chosen is drawn as what lies elsewhere: the country keeps its shape.
    const choose = () => {
      const west = area && area[0] * EAST, east = area && area[2] * EAST, north = area && -area[3], south = area && -area[1];
      const counts = new Uint32Array(9), rank = new Uint8Array(8), many = new Uint32Array(8);
      for (let i = 0; i < all; i++) {
        const out = (filter && sign[i] < ELSEWHERE && !filter.has(sign[i])) || (area && sign[i] < ELSEWHERE && !(X[i] >= west && X[i] <= east && Y[i] >= north && Y[i] <= south));
        seen[i] = out ? ELSEWHERE : sign[i];
        many[seen[i]]++;
      }
      [...UNDER, ...[0, 1, 2, 3, 4].sort((a, b) => many[b] - many[a])].forEach((one, at) => { rank[one] = at; counts[at + 1] = many[one]; });
      for (let at = 1; at < counts.length; at++) counts[at] += counts[at - 1];
      for (let i = 0; i < all; i++) order[counts[rank[seen[i]]]++] = i;
    };

    const colours = () => {
      const style = getComputedStyle(document.documentElement);
      for (const name of ["card", "ink", "soft", "line", "line-strong", "met", "under", "under-2", "lost", "unknown", "unknown-2", "focus", "accent"]) colour[name] = style.getPropertyValue(`--${name}`).trim();
      sprites = [];
    };

    const paint = (c, name, m, r) => {
      c.lineWidth = Math.max(1, r * 0.34);
      c.beginPath();
      if (name === 0) { c.fillStyle = colour.met; c.arc(m, m, r, 0, 7); c.fill(); c.lineWidth = 0.6; c.strokeStyle = colour.card; c.stroke(); }
      else if (name === 1) {
        c.fillStyle = colour.card; c.strokeStyle = dark.matches ? colour.under : colour["under-2"];
        c.arc(m, m, r * 0.9, 0, 7); c.fill(); c.stroke();
        c.beginPath(); c.fillStyle = c.strokeStyle; c.arc(m, m, r * 0.9, Math.PI / 2, (3 * Math.PI) / 2); c.fill();
      } else if (name === 2) { c.fillStyle = colour.card; c.strokeStyle = colour.soft; c.arc(m, m, r * 0.85, 0, 7); c.fill(); c.stroke(); }
      else if (name === 3) {
        const a = r * 0.95;
        c.moveTo(m - a, m - a); c.lineTo(m + a, m + a); c.moveTo(m + a, m - a); c.lineTo(m - a, m + a);
        c.strokeStyle = colour.card; c.lineWidth = r * 0.5 + 2.2; c.stroke();
        c.strokeStyle = colour.lost; c.lineWidth = Math.max(1.6, r * 0.5); c.stroke();
      } else if (name === 4) {
        const a = r * 0.85;
        c.rect(m - a, m - a, 2 * a, 2 * a); c.fillStyle = colour.unknown; c.fill(); c.strokeStyle = colour["unknown-2"]; c.lineWidth = Math.max(0.6, r * 0.14); c.stroke(); c.save(); c.clip(); c.beginPath();
        for (let k = -2 * a; k <= 2 * a; k += Math.max(2, a * 0.66)) { c.moveTo(m + k - a, m + a); c.lineTo(m + k + a, m - a); }
        c.stroke(); c.restore();
      } else if (name === 5) { c.strokeStyle = colour["line-strong"]; c.lineWidth = 0.8; c.arc(m, m, r * 0.5, 0, 7); c.stroke(); }
      else if (name === 6) { c.fillStyle = colour["line-strong"]; c.globalAlpha = 0.45; c.arc(m, m, Math.max(0.8, r * 0.28), 0, 7); c.fill(); }
      else { c.strokeStyle = colour.soft; c.globalAlpha = 0.8; c.lineWidth = Math.max(0.8, r * 0.2); c.moveTo(m - r * 0.55, m); c.lineTo(m + r * 0.55, m); c.stroke(); }
    };

    const radius = () => Math.max(2.2, Math.min(9, view.s * 0.05 * (all > 6000 ? 0.78 : 1)));

    const prepare = () => {
      const r = radius(), wide = Math.ceil((2 * r + 4) * view.dpr);
      if (sprites.length && size === wide) return;
      size = wide;
      sprites = [];
      for (let name = 0; name <= BLANK; name++) {
        const one = document.createElement("canvas");
        one.width = one.height = size;
        const c = one.getContext("2d");
        c.scale(view.dpr, view.dpr);
        paint(c, name, size / view.dpr / 2, r);
        sprites.push(one);
      }
    };

    const draw = () => {
      queued = false;
      if (!X || !view.w) return;
      const start = performance.now();
      prepare();
      const { dpr, s } = view, half = size / 2, ox = (view.w / 2 - view.x * s) * dpr, oy = (view.h / 2 - view.y * s) * dpr, k = s * dpr, W = canvas.width + half, H = canvas.height + half;
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.clearRect(0, 0, canvas.width, canvas.height);
      for (let at = 0; at < all; at++) {
        const i = order[at], x = X[i] * k + ox, y = Y[i] * k + oy;
        if (x > -half && x < W && y > -half && y < H) pen.drawImage(sprites[seen[i]], (x - half) | 0, (y - half) | 0);
      }
      pen.setTransform(dpr, 0, 0, dpr, 0, 0);
      labels();
      if (area) frame(px(area[0] * EAST), py(-area[3]), px(area[2] * EAST), py(-area[1]));
      if (drag && drag.box) frame(drag.x0, drag.y0, drag.x, drag.y);
      for (const [i, c] of [[over, colour.accent], [here, colour.focus]]) if (i >= 0) ring(px(X[i]), py(Y[i]), c);
      if (!drawn) {
        drawn = true;
        performance.measure("diaban-map-first", { start, end: performance.now() });
        box.dataset.drawn = "1";
      }
    };
    const later = () => { if (!queued) { queued = true; requestAnimationFrame(draw); } };
    const px = (x) => (x - view.x) * view.s + view.w / 2, py = (y) => (y - view.y) * view.s + view.h / 2;
    const ring = (x, y, c) => { pen.lineWidth = 2.5; pen.strokeStyle = c; pen.beginPath(); pen.arc(x, y, radius() + 4, 0, 7); pen.stroke(); };
    const frame = (x0, y0, x1, y1) => { pen.setLineDash([5, 4]); pen.lineWidth = 1.5; pen.strokeStyle = colour.accent; pen.strokeRect(Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0), Math.abs(y1 - y0)); pen.setLineDash([]); };
    const write = (text, x, y, font, c) => { pen.font = font; pen.lineWidth = 3; pen.lineJoin = "round"; pen.strokeStyle = colour.card; pen.fillStyle = c; pen.strokeText(text, x, y); pen.fillText(text, x, y); };
    const FACE = '"Inter",system-ui,sans-serif';

    const labels = () => {
      const taken = [];
      const free = (a) => taken.every((b) => a[2] < b[0] || a[0] > b[2] || a[3] < b[1] || a[1] > b[3]);
      let away = false;
      for (const isle of isles) {
        const x = px(isle.x), y = py(isle.y);
        if (x < 0 || x > view.w || y < 40 || y > view.h) away = true;
        else { spot(x, y); taken.push(isleName(isle, x, y + radius() + 4)); }
      }
      if (away) taken.push(inset());
      taken.push([0, 0, view.w, 40]);
      pen.textAlign = "center"; pen.textBaseline = "middle";
      const font = `600 ${view.s > 120 ? 12 : 10.5}px ${FACE}`;
      pen.font = font;
      for (const one of provinces) {
        const x = px(one.x), y = py(one.y);
        if (x < 0 || x > view.w || y < 0 || y > view.h) continue;
        const wide = pen.measureText(one.name).width / 2 + 4, box_ = [x - wide, y - 8, x + wide, y + 8];
        if (!free(box_)) continue;
        taken.push(box_);
        write(one.name, x, y, font, colour.ink);
      }
    };
    // A place to see even where no commune is drawn there.
    const spot = (x, y) => { pen.lineJoin = "miter"; pen.lineWidth = 1.2; pen.strokeStyle = colour.ink; pen.beginPath(); const r = radius() + 2; pen.moveTo(x, y - r); pen.lineTo(x + r, y); pen.lineTo(x, y + r); pen.lineTo(x - r, y); pen.closePath(); pen.stroke(); };
    const isleName = (isle, x, y) => {
      const lines = [[words.isles, `11px ${FACE}`], [isle.name, `italic 700 12.5px ${FACE}`]];
      if (isle.province) lines.push([`(${isle.province})`, `10px ${FACE}`]);
      pen.textAlign = "center"; pen.textBaseline = "top";
      let wide = 0;
      for (const [text, font] of lines) { pen.font = font; wide = Math.max(wide, pen.measureText(text).width / 2 + 4); }
      const at = Math.max(wide, Math.min(view.w - wide, x)), tall = lines.length * 14;
      const top = y + tall > view.h - 2 ? y - tall - 2 * radius() - 8 : y;
      lines.forEach(([text, font], k) => write(text, at, top + k * 14, font, colour.ink));
      return [at - wide, top, at + wide, top + tall];
    };
    const inset = () => {
      const w = 138, h = 118, x = view.w - w - 8, y = view.h - h - 8;
      pen.fillStyle = colour.card; pen.strokeStyle = colour["line-strong"]; pen.lineWidth = 1;
      pen.fillRect(x, y, w, h); pen.strokeRect(x, y, w, h);
      isles.forEach((isle, k) => {
        const top = y + 14 + k * 58;
        spot(x + w / 2, top);
        const held = near(isle.x, isle.y);
        if (held >= 0) pen.drawImage(sprites[seen[held]], x + w / 2 - size / view.dpr / 2, top - size / view.dpr / 2, size / view.dpr, size / view.dpr);
        pen.textAlign = "center"; pen.textBaseline = "top";
        write(`${words.isles} ${isle.name}`, x + w / 2, top + 11, `italic 700 11px ${FACE}`, colour.ink);
        if (isle.province) write(`(${isle.province})`, x + w / 2, top + 25, `10px ${FACE}`, colour.ink);
      });
      return [x, y, x + w, y + h];
    };
    const near = (x, y) => { for (let i = 0; i < n; i++) if (Math.abs(X[i] - x) < 0.002 && Math.abs(Y[i] - y) < 0.002) return i; return -1; };

    // -- where one looks --------------------------------------------------------------------------------
    const fit = (scoped) => {
      let x0 = Infinity, x1 = -Infinity, y0 = Infinity, y1 = -Infinity;
      const wide = (x, y) => { if (x < x0) x0 = x; if (x > x1) x1 = x; if (y < y0) y0 = y; if (y > y1) y1 = y; };
      for (let i = 0; i < all; i++) if (!(scoped && sign[i] === ELSEWHERE) && !(scoped && sign[i] === BLANK) && X[i] === X[i]) wide(X[i], Y[i]);
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
      if (first && X) look(); else later();
    };
    const look = () => {
      if (kept && kept.scope === box.dataset.scope) { Object.assign(view, { x: kept.x, y: kept.y, s: kept.s }); later(); } else fit(box.dataset.scope !== "nation");
    };

    // -- which point ------------------------------------------------------------------------------------
    const at = (x, y) => {
      let best = -1, far = NEAR * NEAR;
      for (let i = 0; i < all; i++) {
        if (seen[i] === ELSEWHERE && (filter || area)) continue;
        const dx = px(X[i]) - x, dy = py(Y[i]) - y, d = dx * dx + dy * dy;
        if (d < far) { far = d; best = i; }
      }
      return best;
    };
    const toward = (dx, dy) => {
      const fx = here < 0 ? view.x : X[here], fy = here < 0 ? view.y : Y[here];
      let best = -1, far = Infinity;
      for (let i = 0; i < n; i++) {
        if (i === here || !(X[i] === X[i]) || (seen[i] === ELSEWHERE && (filter || area || sign[i] !== ELSEWHERE))) continue;
        const ahead = (X[i] - fx) * dx + (Y[i] - fy) * dy, aside = Math.abs((X[i] - fx) * dy - (Y[i] - fy) * dx);
        if (here >= 0 && (ahead <= 0 || aside > ahead)) continue;
        const d = here < 0 ? Math.hypot(ahead, aside) : ahead + 2 * aside;
        if (d < far) { far = d; best = i; }
      }
      return best;
    };
    const load = () => json(box.dataset.names).then((got) => {
      names = { ids: got.ids.split(" "), codes: got.codes.split(" "), names: got.names.split("\n"), type: got.type, types: got.types, parent: got.parent, parents: got.parents };
    });
    const state = (i) => words[["met", "under-way", "not-started", "lost", "unaccounted", "outside", "elsewhere", "blank"][sign[i]]];
    const element = (tag, mark, text) => { const one = document.createElement(tag); if (mark) one.dataset.n = mark; one.textContent = text; return one; };
    const say = (i, links) => {
      if (i >= n) {
        let k = i - n, at_ = 0;
        while (k >= blanks[at_][2]) k -= blanks[at_++][2];
        return [element("strong", "name", blanks[at_][0]), ` · ${words.blank}; ${words.from} `, element("span", "date", form(blanks[at_][1]))];
      }
      if (!names) return [state(i)];
      const id = names.ids[i], name = `${names.types[names.type[i]]} ${names.names[i]}`;
      const title = links ? element("a", "name", name) : element("strong", "name", name);
      if (links) title.href = box.dataset.unit.replace("/unit/", `/${id}/`);
      const said = [title, ", ", element("span", "name", names.parents[names.parent[i]]), ` · ${words.code} `, element("span", "code", names.codes[i]), ` · ${state(i)}`];
      if (links && sign[i] < 5 && box.dataset.figure) {
        const figure = element("a", "", words.figure);
        figure.href = box.dataset.figure.replace(".state~unit~", `.${["met", "under-way", "not-started", "lost", "unaccounted"][sign[i]]}~${id}~`);
        figure.className = "fig";
        said.push(" · ", figure);
      }
      return said;
    };
    const show = (i, move) => {
      here = i;
      if (i < 0) { told.replaceChildren(); mark(); later(); return; }
      const x = px(X[i]), y = py(Y[i]);
      if (move && (x < 30 || y < 60 || x > view.w - 30 || y > view.h - 30)) { view.x = X[i]; view.y = Y[i]; }
      told.replaceChildren(...say(i, true));
      mark();
      later();
    };
    const mark = () => {
      const id = here >= 0 && here < n && names ? names.ids[here] : "";
      for (const row of document.querySelectorAll("#bang tr[data-unit]")) row.classList.toggle("here", row.dataset.unit === id);
    };
    const hover = (i, x, y) => {
      if (i !== over) { over = i; if (i >= 0) tip.replaceChildren(...say(i, false)); later(); }
      tip.hidden = i < 0;
      if (i < 0) return;
      tip.style.left = `${Math.max(4, Math.min(x + 14, view.w - tip.offsetWidth - 6))}px`;
      tip.style.top = `${Math.max(4, y + 16 + tip.offsetHeight > view.h ? y - tip.offsetHeight - 10 : y + 16)}px`;
    };
    const open = (i) => { if (i >= 0 && i < n && names) location.href = box.dataset.unit.replace("/unit/", `/${names.ids[i]}/`); };

    // -- hands ------------------------------------------------------------------------------------------
    const send = (sides) => {
      const asks = document.getElementById("map-box-form");
      const field = asks.querySelector("[name=khung]");
      field.value = sides ? sides.map((side) => side.toFixed(3)).join(",") : "";
      field.disabled = !sides;
      htmx.trigger(asks, "submit");
    };
    const sidesOf = (x0, y0, x1, y1) => {
      const lon = (x) => ((x - view.w / 2) / view.s + view.x) / EAST, lat = (y) => -((y - view.h / 2) / view.s + view.y);
      return [lon(Math.min(x0, x1)), lat(Math.max(y0, y1)), lon(Math.max(x0, x1)), lat(Math.min(y0, y1))];
    };
    const drawing = (on) => {
      box.classList.toggle("drawing", on);
      box.querySelector("[data-do=draw]").setAttribute("aria-pressed", String(on));
    };
    const spread = () => { const [a, b] = [...touches.values()]; return Math.hypot(a.x - b.x, a.y - b.y); };

    canvas.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      const x = event.offsetX, y = event.offsetY;
      canvas.setPointerCapture(event.pointerId);
      touches.set(event.pointerId, { x, y });
      drag = touches.size > 1 ? { pinch: spread() } : { x0: x, y0: y, x, y, moved: false, box: event.shiftKey || box.classList.contains("drawing") };
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
      if (!drag.box && drag.moved) { view.x -= dx / view.s; view.y -= dy / view.s; }
      later();
    });
    const lift = (event) => {
      touches.delete(event.pointerId);
      if (!drag || touches.size) return;
      const was = drag;
      drag = null;
      later();
      if (was.pinch !== undefined || event.type === "pointercancel") return;
      if (was.box && was.moved) { drawing(false); send(sidesOf(was.x0, was.y0, was.x, was.y)); }
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
      else if (event.key === "Escape") { drawing(false); if (area) send(null); else if (here >= 0) show(-1); }
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    box.addEventListener("click", (event) => {
      const act = event.target.closest("[data-do]")?.dataset.do;
      if (act === "in") zoom(1.5);
      else if (act === "out") zoom(1 / 1.5);
      else if (act === "whole") fit(false);
      else if (act === "draw") drawing(!box.classList.contains("drawing"));
      else if (act === "seen") send(sidesOf(0, 0, view.w, view.h));
    });

    // The table says what is chosen: its states and its rectangle are the map's.
    const follow = () => {
      const table = document.getElementById("bang");
      const chosen = (table.dataset.filter || "").split(",").filter(Boolean);
      filter = chosen.length ? new Set(chosen.map((one) => ["met", "under-way", "not-started", "lost", "unaccounted", "outside"].indexOf(one))) : null;
      area = table.dataset.box ? table.dataset.box.split(",").map(Number) : null;
      for (const button of table.querySelectorAll("[data-show]")) button.hidden = false;
      if (X) { choose(); mark(); later(); }
    };
    const find = (id) => {
      const i = names ? names.ids.indexOf(id) : -1;
      if (i < 0) return;
      if (view.s < 150) view.s = 150;
      view.x = X[i]; view.y = Y[i];
      show(i, true);
      box.scrollIntoView({ block: "nearest" });
    };

    box.hidden = false;
    colours();
    document.fonts?.ready.then(later); // names are written again in the typeface of the page
    const watch = new ResizeObserver(resize);
    watch.observe(canvas);
    const themed = () => { colours(); later(); };
    dark.addEventListener("change", themed);
    Promise.all([json(box.dataset.places), json(box.dataset.states)]).then(([places, states]) => {
      const start = performance.now();
      take(places, states);
      follow();
      if (view.w) look();
      performance.measure("diaban-map-take", { start, end: performance.now() });
      return load();
    }).then(() => { mark(); box.dataset.ready = "1"; }).catch((error) => { told.textContent = String(error.message || error); });
    return {
      box, follow, find,
      leave: () => { kept = { scope: box.dataset.scope, x: view.x, y: view.y, s: view.s }; watch.disconnect(); dark.removeEventListener("change", themed); },
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
