// Names on the map: the two archipelagos wherever one looks, then as many provinces as there is room for.
(() => {
  "use strict";
  const parts = (window.diabanMap ??= {});
  const FACE = '"Inter",system-ui,sans-serif';
  const TOOLS = 40; // px above which the tools lie

  // px, py: from the map to the picture.
  parts.drawLabels = (pen, view, world, signs, words, px, py) => {
    const { colour, radius } = signs, { isles, provinces } = world, taken = [];
    const free = (a) => taken.every((b) => a[2] < b[0] || a[0] > b[2] || a[3] < b[1] || a[1] > b[3]);
    const write = (text, x, y, font, c) => {
      pen.font = font; pen.lineWidth = 3; pen.lineJoin = "round"; pen.strokeStyle = colour.card; pen.fillStyle = c;
      pen.strokeText(text, x, y); pen.fillText(text, x, y);
    };
    // A place to see even where no commune is drawn there.
    const spot = (x, y) => {
      const r = radius + 2;
      pen.lineJoin = "miter"; pen.lineWidth = 1.2; pen.strokeStyle = colour.ink; pen.beginPath();
      pen.moveTo(x, y - r); pen.lineTo(x + r, y); pen.lineTo(x, y + r); pen.lineTo(x - r, y); pen.closePath(); pen.stroke();
    };
    const isleName = (isle, x, y) => {
      const lines = [[words.isles, `11px ${FACE}`], [isle.name, `italic 700 12.5px ${FACE}`]];
      if (isle.province) lines.push([`(${isle.province})`, `10px ${FACE}`]);
      pen.textAlign = "center"; pen.textBaseline = "top";
      let wide = 0;
      for (const [text, font] of lines) { pen.font = font; wide = Math.max(wide, pen.measureText(text).width / 2 + 4); }
      const at = Math.max(wide, Math.min(view.w - wide, x)), tall = lines.length * 14;
      const top = y + tall > view.h - 2 ? y - tall - 2 * radius - 8 : y;
      lines.forEach(([text, font], k) => write(text, at, top + k * 14, font, colour.ink));
      return [at - wide, top, at + wide, top + tall];
    };
    const near = (x, y) => {
      for (let i = 0; i < world.n; i++) if (Math.abs(world.X[i] - x) < 0.002 && Math.abs(world.Y[i] - y) < 0.002) return i;
      return -1;
    };
    const inset = () => {
      const w = 138, h = 118, x = view.w - w - 8, y = view.h - h - 8, size = signs.size / view.dpr;
      pen.fillStyle = colour.card; pen.strokeStyle = colour["line-strong"]; pen.lineWidth = 1;
      pen.fillRect(x, y, w, h); pen.strokeRect(x, y, w, h);
      isles.forEach((isle, k) => {
        const top = y + 14 + k * 58;
        spot(x + w / 2, top);
        const held = near(isle.x, isle.y);
        if (held >= 0) pen.drawImage(signs.pictures[world.seen[held]], x + w / 2 - size / 2, top - size / 2, size, size);
        pen.textAlign = "center"; pen.textBaseline = "top";
        write(`${words.isles} ${isle.name}`, x + w / 2, top + 11, `italic 700 11px ${FACE}`, colour.ink);
        if (isle.province) write(`(${isle.province})`, x + w / 2, top + 25, `10px ${FACE}`, colour.ink);
      });
      return [x, y, x + w, y + h];
    };

    let away = false;
    for (const isle of isles) {
      const x = px(isle.x), y = py(isle.y);
      if (x < 0 || x > view.w || y < TOOLS || y > view.h) away = true;
      else { spot(x, y); taken.push(isleName(isle, x, y + radius + 4)); }
    }
    if (away) taken.push(inset());
    taken.push([0, 0, view.w, TOOLS]);
    pen.textAlign = "center"; pen.textBaseline = "middle";
    const font = `600 ${view.s > 120 ? 12 : 10.5}px ${FACE}`;
    pen.font = font;
    for (const one of provinces) {
      const x = px(one.x), y = py(one.y);
      if (x < 0 || x > view.w || y < 0 || y > view.h) continue;
      const wide = pen.measureText(one.name).width / 2 + 4, box = [x - wide, y - 8, x + wide, y + 8];
      if (!free(box)) continue;
      taken.push(box);
      write(one.name, x, y, font, colour.ink);
    }
  };
})();
