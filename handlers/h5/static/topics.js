/* Says that the page was opened: only the number of those who did is ever shown. */
"use strict";

for (const form of document.querySelectorAll("form[data-opened]")) {
  fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin" }).catch(() => {});
}
