// The calendar shows only for another day than the near ones; the folded list names what is chosen.
(() => {
  const box = document.querySelector(".records-date");
  if (!box) return;
  const date = box.querySelector("input");
  const days = [...document.querySelectorAll("input[name=day]")];
  const show = () => {
    const other = days.some((day) => day.checked && day.value === "other");
    box.hidden = !other;
    if (!other) date.value = "";
  };
  for (const day of days) day.addEventListener("change", show);
  show();

  const title = document.getElementById("kind-title");
  const kinds = [...document.querySelectorAll("input[name=kind]")];
  const name = () => {
    const chosen = kinds.find((kind) => kind.checked);
    if (title && chosen) title.textContent = chosen.nextElementSibling.textContent;
  };
  for (const kind of kinds) kind.addEventListener("change", name);
  name();
})();
