// An area chosen on the map: a rectangle, or a line drawn around communes by hand. Both are written into the address:
// whole thousandths of a degree, the line as steps in letters that an address takes (web/area.py reads the same).
(() => {
  "use strict";
  const parts = (window.diabanMap ??= {});
  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const SCALE = 1000, MOST = 40; // corners: a line of so many is an address of some 250 letters

  const box = (sides) => {
    const [west, south, east, north] = sides;
    return { corners: [[west, south], [west, north], [east, north], [east, south]], holds: (x, y) => west <= x && x <= east && south <= y && y <= north };
  };

  // How often the line goes around a place: what is encircled is inside, also where the line crosses itself.
  const around = (corners) => {
    const xs = corners.map((one) => one[0]), ys = corners.map((one) => one[1]);
    const west = Math.min(...xs), east = Math.max(...xs), south = Math.min(...ys), north = Math.max(...ys);
    const holds = (x, y) => {
      if (x < west || x > east || y < south || y > north) return false;
      let turns = 0;
      for (let k = 0, from = corners.length - 1; k < corners.length; from = k++) {
        const [x0, y0] = corners[from], [x1, y1] = corners[k];
        if ((y0 <= y) === (y1 <= y)) continue;
        const side = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0);
        if (y0 <= y) { if (side > 0) turns++; } else if (side < 0) turns--;
      }
      return turns !== 0;
    };
    return { corners, holds };
  };

  const put = (number) => {
    let left = number < 0 ? -2 * number - 1 : 2 * number, text = "";
    for (; left >= 32; left = Math.floor(left / 32)) text += LETTERS[32 + (left % 32)];
    return text + LETTERS[left];
  };
  const written = (corners) => {
    let x = 0, y = 0, text = "";
    for (const [x1, y1] of corners) { text += put(x1 - x) + put(y1 - y); x = x1; y = y1; }
    return text;
  };
  const read = (text) => {
    const numbers = [];
    let number = 0, times = 1;
    for (const letter of text) {
      const value = LETTERS.indexOf(letter);
      number += (value % 32) * times;
      if (value >= 32) { times *= 32; continue; }
      numbers.push(number % 2 ? -(number + 1) / 2 : number / 2);
      number = 0; times = 1;
    }
    const corners = [];
    for (let k = 0, x = 0, y = 0; k + 1 < numbers.length; k += 2) { x += numbers[k]; y += numbers[k + 1]; corners.push([x, y]); }
    return corners;
  };

  // The corners that matter of a line drawn by hand (Douglas and Peucker), as many as an address should hold.
  const simplified = (line) => {
    for (let far = 1.5; ; far *= 1.5) {
      const kept = new Uint8Array(line.length), spans = [[0, line.length - 1]];
      kept[0] = kept[line.length - 1] = 1;
      while (spans.length) {
        const [a, b] = spans.pop(), [xa, ya] = line[a], [xb, yb] = line[b], long = Math.hypot(xb - xa, yb - ya);
        let best = far, at = -1;
        for (let k = a + 1; k < b; k++) {
          const [x, y] = line[k];
          const d = long ? Math.abs((xb - xa) * (ya - y) - (xa - x) * (yb - ya)) / long : Math.hypot(x - xa, y - ya);
          if (d > best) { best = d; at = k; }
        }
        if (at >= 0) { kept[at] = 1; spans.push([a, at], [at, b]); }
      }
      const corners = line.filter((_, k) => kept[k]);
      if (corners.length <= MOST) return corners;
    }
  };

  // What the page says is chosen: data-box in degrees, data-line in letters.
  const told = (element) => {
    if (element.dataset.line) return around(read(element.dataset.line));
    if (element.dataset.box) return box(element.dataset.box.split(",").map((side) => Math.round(side * SCALE)));
    return null;
  };

  Object.assign(parts, { area: { told, simplified, written, SCALE } });
})();
