"use strict";
// Point at a patient in one figure and see the same patient in all of them; follow a mark and its explanation is open.
(() => {
  const marks = new Map();
  for (const mark of document.querySelectorAll(".mark[data-subject]")) {
    const subject = mark.getAttribute("data-subject");
    if (!marks.has(subject)) marks.set(subject, []);
    marks.get(subject).push(mark);
  }
  const picker = document.getElementById("patient");
  const name = document.getElementById("patient-name");
  const why = document.getElementById("patient-why");
  let shown = "";
  let pinned = "";

  function show(subject) {
    if (subject === shown) return;
    for (const mark of marks.get(shown) || []) mark.classList.remove("on");
    for (const mark of marks.get(subject) || []) mark.classList.add("on");
    document.body.classList.toggle("lit", marks.has(subject));
    if (name) name.textContent = subject;
    shown = subject;
  }

  function subjectAt(target) {
    const mark = target instanceof Element ? target.closest(".mark[data-subject]") : null;
    return mark ? mark.getAttribute("data-subject") : "";
  }

  function pin(subject) {
    pinned = subject;
    if (picker) picker.value = subject;
    const target = picker && picker.selectedOptions.length ? picker.selectedOptions[0].getAttribute("data-why") : "";
    if (why && target) why.setAttribute("href", target);
    if (why) why.hidden = !target;
    show(subject);
  }

  document.addEventListener("mouseover", (event) => show(subjectAt(event.target) || pinned));
  document.addEventListener("click", (event) => {
    const subject = subjectAt(event.target);
    if (subject) pin(subject === pinned && !event.target.closest("a") ? "" : subject);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") pin("");
  });
  if (picker) picker.addEventListener("change", () => pin(picker.value));
  function open() {
    const part = location.hash ? document.getElementById(location.hash.slice(1)) : null;
    if (!(part instanceof HTMLDetailsElement)) return;
    part.open = true;
    part.scrollIntoView();
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link && link.getAttribute("href") === location.hash) open();
  });
  window.addEventListener("hashchange", open);
  open();
  window.addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details:not(.explained)")) part.open = true;
  });
})();
