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

  // A row more than there are: a copy of the last one, emptied, its fields renamed to the next number.
  const grow = (table) => {
    const rows = rowsOf(table);
    const last = rows[rows.length - 1];
    const row = last.cloneNode(true);
    const number = rows.length;
    for (const input of cells(row)) {
      input.name = input.name.replace(/\.\d+\./, `.${number}.`);
      input.value = "";
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    }
    row.cells[0].firstElementChild.textContent = String(number + 1);
    table.tBodies[0].append(row);
    const count = document.querySelector(`input[name="${table.dataset.table}.n"]`);
    count.value = String(number + 1);
    return row;
  };

  document.addEventListener("paste", (event) => {
    const input = event.target.closest?.("table.entry input");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!input || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
    event.preventDefault();
    const { table, at, column } = place(input);
    const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
    lines.forEach((line, down) => {
      const row = rowsOf(table)[at + down] ?? grow(table);
      const fields = cells(row);
      line.split("\t").forEach((value, right) => {
        const field = fields[column + right];
        if (field) field.value = value.trim();
      });
    });
  });

  document.addEventListener("keydown", (event) => {
    const input = event.target.closest?.("table.entry input");
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
