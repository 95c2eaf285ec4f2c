// Forms of the pages: a word before what cannot be taken back lightly, and the name of a chosen file, which browsers tell in
// their own language.
document.addEventListener("submit", (event) => {
  const asked = event.submitter?.dataset.confirm;
  if (asked && !confirm(asked)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);
document.addEventListener("change", (event) => {
  const told = event.target.matches("input[type=file]") && event.target.closest("form").querySelector("[data-file]");
  if (told) told.textContent = event.target.files[0]?.name || "尚未选择";
});
