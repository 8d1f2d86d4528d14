// What the map draws: columns of numbers, no object per point. Points come as steps from one to the next.
(() => {
  "use strict";
  const parts = (window.diabanMap ??= {});
  const EAST = Math.cos((16 * Math.PI) / 180); // a degree of longitude, in the middle of the country, in degrees of latitude
  const STATES = ["met", "under-way", "not-started", "lost", "unaccounted", "outside", "elsewhere", "blank"];
  const ELSEWHERE = 6, BLANK = 7;
  const UNDER = [ELSEWHERE, BLANK, 5]; // drawn first, in this order; of the states the rarest comes last and lies on top

  // n: the points of communes; all: with those of ground without data. lon, lat: in thousandths of a degree, 0 without a place.
  const take = (places, states) => {
    const blank = places.blank, n = places.lon.length, all = n + blank.lon.length, scale = places.scale;
    const world = {
      n, all, scale, X: new Float32Array(all), Y: new Float32Array(all), lon: new Int32Array(all), lat: new Int32Array(all),
      sign: new Uint8Array(all), seen: new Uint8Array(all), order: new Uint32Array(all), blanks: blank.of,
      isles: places.isles.map(([name, x, y, province]) => ({ name, x: (x / scale) * EAST, y: -y / scale, province })),
      provinces: places.provinces.map(([name, x, y]) => ({ name, x: (x / scale) * EAST, y: -y / scale })),
    };
    const { X, Y, lon, lat, sign } = world;
    for (let i = 0, x = 0, y = 0; i < n; i++) {
      x += places.lon[i]; y += places.lat[i];
      lon[i] = x; lat[i] = y;
      X[i] = x === 0 ? NaN : (x / scale) * EAST; Y[i] = -y / scale;
      sign[i] = states.states.charCodeAt(i) - 48;
    }
    for (let i = 0, x = 0, y = 0; i < blank.lon.length; i++) {
      x += blank.lon[i]; y += blank.lat[i];
      X[n + i] = (x / scale) * EAST; Y[n + i] = -y / scale; sign[n + i] = BLANK;
    }
    return world;
  };

  // What is not chosen is drawn as what lies elsewhere: the country keeps its shape.
  // filter: states, area: what holds a place, only: points by number; each may be null, for all.
  const choose = (world, filter, area, only) => {
    const { all, lon, lat, sign, seen, order } = world;
    const counts = new Uint32Array(9), rank = new Uint8Array(8), many = new Uint32Array(8);
    for (let i = 0; i < all; i++) {
      const one = sign[i];
      const out = one < ELSEWHERE && ((filter && !filter.has(one)) || (only && !only.has(i)) || (area && !(lon[i] && area.holds(lon[i], lat[i]))));
      seen[i] = out ? ELSEWHERE : one;
      many[seen[i]]++;
    }
    [...UNDER, ...[0, 1, 2, 3, 4].sort((a, b) => many[b] - many[a])].forEach((one, at) => { rank[one] = at; counts[at + 1] = many[one]; });
    for (let at = 1; at < counts.length; at++) counts[at] += counts[at - 1];
    for (let i = 0; i < all; i++) order[counts[rank[seen[i]]]++] = i;
  };

  Object.assign(parts, { EAST, STATES, ELSEWHERE, BLANK, take, choose });
})();
