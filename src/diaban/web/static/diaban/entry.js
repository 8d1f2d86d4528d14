// A form as a sheet: what is pasted from Excel fills the cells from where it was pasted; arrows move between cells.
(() => {
  "use strict";
  // Between them stand rows with what was found.
  const rowsOf = (table) => [...table.tBodies[0].rows].filter((row) => row.querySelector("input"));
  const cells = (row) => [...row.querySelectorAll("input")];
  const place = (input) => {
    const table = input.closest("table.entry");
    const rows = rowsOf(table);
    const at = rows.indexOf(input.closest("tr"));
    return { table, rows, at, column: cells(rows[at]).indexOf(input) };
  };

  // A row more than there are: a copy of the last one, emptied, its fields renamed to the next number. Where all rows are
  // of one commune its code and name stay.
  const grow = (table) => {
    const rows = rowsOf(table);
    const last = rows[rows.length - 1];
    const row = last.cloneNode(true);
    const number = rows.length;
    for (const input of cells(row)) {
      input.name = input.name.replace(/\.\d+\./, `.${number}.`);
      if (!("alone" in table.dataset && /\.(code|unit_name)$/.test(input.name))) input.value = "";
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    }
    row.cells[0].firstElementChild.textContent = String(number + 1);
    table.tBodies[0].append(row);
    const count = document.querySelector(`input[name="${table.dataset.table}.n"]`);
    count.value = String(number + 1);
    return row;
  };

  // Excel puts a cell with line breaks or tabs between quotes, and doubles the quotes within.
  const QUOTED = /"((?:[^"]|"")*)"(?=[\t\n]|$)/y;
  const split = (text) => {
    const lines = [[]];
    for (let at = 0; ; at += 1) {
      QUOTED.lastIndex = at;
      const quoted = QUOTED.exec(text);
      let end = quoted && /[\t\n]|""/.test(quoted[1]) ? QUOTED.lastIndex : -1;
      const value = end < 0 ? text.slice(at, (end = at + text.slice(at).search(/[\t\n]|$/))) : quoted[1].replace(/""/g, '"');
      lines[lines.length - 1].push(value.replace(/\s+/g, " ").trim());
      if (end >= text.length) return lines;
      if (text[end] === "\n") lines.push([]);
      at = end;
    }
  };

  // A row of headings that was copied along is not pasted.
  const plain = (text) => text.normalize("NFC").replace(/\s+\*?\s*$/, "").trim().toLowerCase();
  const isHeading = (line, table, column) => {
    const titles = [...table.tHead.rows[0].cells].slice(1 + column).map((cell) => plain(cell.textContent));
    return line.some(Boolean) && line.every((value, at) => !value || plain(value) === titles[at]);
  };

  // What the last paste wrote over, for Ctrl+Z: the browser's own undo knows nothing of it.
  let before = [];

  document.addEventListener("paste", (event) => {
    const input = event.target.closest?.("table.entry input");
    const text = (event.clipboardData?.getData("text/plain") ?? "").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (!input || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    const { table, at, column } = place(input);
    const lines = split(text);
    if (isHeading(lines[0], table, column)) lines.shift();
    const told = table.closest("section").querySelector("[data-pasted]");
    const most = Math.floor(Number(table.dataset.most) / cells(rowsOf(table)[0]).length);
    let pasted = 0;
    let left = 0;
    before = [];
    lines.forEach((line, down) => {
      const row = rowsOf(table)[at + down] ?? (at + down < most ? grow(table) : null);
      const fields = row ? cells(row) : [];
      pasted += row ? 1 : 0;
      line.forEach((value, right) => {
        const field = fields[column + right];
        if (!field) left += value ? 1 : 0;
        else {
          before.push([field, field.value]);
          field.value = value;
        }
      });
    });
    told.textContent = [told.dataset.pasted.replace("#", pasted), left ? told.dataset.left.replace("#", left) : ""].join(" ");
    told.classList.toggle("note", left > 0);
  });

  document.addEventListener("input", () => (before = []));

  const undo = (input) => {
    for (const [field, value] of before) field.value = value;
    before = [];
    const told = input.closest("section").querySelector("[data-pasted]");
    told.textContent = told.dataset.undone;
    told.classList.remove("note");
  };

  document.addEventListener("keydown", (event) => {
    const input = event.target.closest?.("table.entry input");
    if (input && before.length && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      event.preventDefault();
      return undo(input);
    }
    if (!input || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowUp: -1, ArrowDown: 1, Enter: 1 }[event.key];
    if (step === undefined || (input.list && event.key !== "Enter")) return;
    const { rows, at, column } = place(input);
    const next = rows[at + step];
    if (!next) return;
    event.preventDefault();
    const field = cells(next)[column];
    field.focus();
    field.select();
  });

  // A file dropped anywhere on its form is the file that is chosen.
  for (const form of document.querySelectorAll("form[data-drop]")) {
    const field = form.querySelector("input[type=file]");
    form.addEventListener("dragover", (event) => {
      event.preventDefault();
      form.classList.add("over");
    });
    form.addEventListener("dragleave", () => form.classList.remove("over"));
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      form.classList.remove("over");
      if (event.dataTransfer.files.length) field.files = event.dataTransfer.files;
    });
  }
})();
