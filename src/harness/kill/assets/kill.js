"use strict";
document.documentElement.classList.add("js");
for (const section of document.querySelectorAll(".version")) {
  const form = section.querySelector(".filters");
  const faults = [...section.querySelectorAll(".faults > li")];
  const heads = [...section.querySelectorAll(".matrix thead th[data-fault]")];
  const rows = [...section.querySelectorAll(".matrix tbody tr")];
  const count = section.querySelector("[data-count]");
  const fits = (text, wanted) => text.toLowerCase().includes(wanted.trim().toLowerCase());
  const apply = () => {
    const left = form.state.value === "left";
    const shown = heads.map((head) => fits(head.dataset.fault, form.fault.value));
    const someFault = heads.some((head, at) => shown[at] && head.dataset.left === "1");
    heads.forEach((head, at) => { head.hidden = !shown[at]; });
    faults.forEach((item, at) => { item.hidden = !shown[at] || (left && item.dataset.left !== "1"); });
    let visible = 0;
    for (const row of rows) {
      const keep = fits(row.dataset.scenario, form.scenario.value) && (!left || row.dataset.left === "1" || someFault);
      row.hidden = !keep;
      if (!keep) continue;
      visible += 1;
      shown.forEach((show, at) => { row.cells[at + 1].hidden = !show; });
    }
    count.textContent = `${shown.filter(Boolean).length} faults, ${visible} scenarios`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
}
