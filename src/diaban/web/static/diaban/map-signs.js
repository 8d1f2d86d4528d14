// The signs of the map: one picture for each, in the colours of the page, drawn once and copied to every point.
(() => {
  "use strict";
  const parts = (window.diabanMap ??= {});
  const NAMES = ["card", "ink", "soft", "line", "line-strong", "met", "under", "under-2", "lost", "unknown", "unknown-2", "focus", "accent"];
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const paint = (c, colour, name, m, r) => {
    c.lineWidth = Math.max(1, r * 0.34);
    c.beginPath();
    if (name === 0) {
      c.fillStyle = colour.met; c.arc(m, m, r, 0, 7); c.fill();
      c.lineWidth = 0.6; c.strokeStyle = colour.card; c.stroke();
    } else if (name === 1) {
      c.fillStyle = colour.card; c.strokeStyle = dark.matches ? colour.under : colour["under-2"];
      c.arc(m, m, r * 0.9, 0, 7); c.fill(); c.stroke();
      c.beginPath(); c.fillStyle = c.strokeStyle; c.arc(m, m, r * 0.9, Math.PI / 2, (3 * Math.PI) / 2); c.fill();
    } else if (name === 2) {
      c.fillStyle = colour.card; c.strokeStyle = colour.soft; c.arc(m, m, r * 0.85, 0, 7); c.fill(); c.stroke();
    } else if (name === 3) {
      const a = r * 0.95;
      c.moveTo(m - a, m - a); c.lineTo(m + a, m + a); c.moveTo(m + a, m - a); c.lineTo(m - a, m + a);
      c.strokeStyle = colour.card; c.lineWidth = r * 0.5 + 2.2; c.stroke();
      c.strokeStyle = colour.lost; c.lineWidth = Math.max(1.6, r * 0.5); c.stroke();
    } else if (name === 4) {
      const a = r * 0.85;
      c.rect(m - a, m - a, 2 * a, 2 * a);
      c.fillStyle = colour.unknown; c.fill();
      c.strokeStyle = colour["unknown-2"]; c.lineWidth = Math.max(0.6, r * 0.14); c.stroke();
      c.save(); c.clip(); c.beginPath();
      for (let k = -2 * a; k <= 2 * a; k += Math.max(2, a * 0.66)) { c.moveTo(m + k - a, m + a); c.lineTo(m + k + a, m - a); }
      c.stroke(); c.restore();
    } else if (name === 5) {
      c.strokeStyle = colour["line-strong"]; c.lineWidth = 0.8; c.arc(m, m, r * 0.5, 0, 7); c.stroke();
    } else if (name === 6) {
      c.fillStyle = colour["line-strong"]; c.globalAlpha = 0.45; c.arc(m, m, Math.max(0.8, r * 0.28), 0, 7); c.fill();
    } else {
      c.strokeStyle = colour.soft; c.globalAlpha = 0.8; c.lineWidth = Math.max(0.8, r * 0.2);
      c.moveTo(m - r * 0.55, m); c.lineTo(m + r * 0.55, m); c.stroke();
    }
  };

  // view: { s, dpr }; colour and pictures are filled in place, so that who draws may keep them.
  parts.makeSigns = (view, changed) => {
    const signs = { colour: {}, pictures: [], size: 0, radius: 0 };
    const colours = () => {
      const style = getComputedStyle(document.documentElement);
      for (const name of NAMES) signs.colour[name] = style.getPropertyValue(`--${name}`).trim();
      signs.size = 0;
    };
    // all: how many points there are; more of them are drawn smaller.
    signs.prepare = (all) => {
      signs.radius = Math.max(2.2, Math.min(9, view.s * 0.05 * (all > 6000 ? 0.78 : 1)));
      const wide = Math.ceil((2 * signs.radius + 4) * view.dpr);
      if (signs.size === wide) return;
      signs.size = wide;
      signs.pictures = parts.STATES.map((_, name) => {
        const one = document.createElement("canvas");
        one.width = one.height = wide;
        const c = one.getContext("2d");
        c.scale(view.dpr, view.dpr);
        paint(c, signs.colour, name, wide / view.dpr / 2, signs.radius);
        return one;
      });
    };
    const themed = () => { colours(); changed(); };
    colours();
    dark.addEventListener("change", themed);
    signs.leave = () => dark.removeEventListener("change", themed);
    return signs;
  };
})();
