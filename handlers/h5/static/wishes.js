// A choice in the pool's filters takes effect at once; without a script there is the button.
"use strict";

for (const form of document.querySelectorAll("[data-sift]")) {
  form.querySelector("button").hidden = true;
  form.addEventListener("change", () => form.submit());
}
