import { initAll } from "../vendor/govuk/govuk-frontend.min.js";

initAll();

// ARIA knows no "expanded" of radio buttons; what one of them asks further simply follows it.
const quieten = (radio) => radio.removeAttribute("aria-expanded");
const quietened = new MutationObserver((changes) => changes.forEach((change) => quieten(change.target)));
for (const radio of document.querySelectorAll("input[type=radio][aria-expanded]")) {
  quieten(radio);
  quietened.observe(radio, { attributeFilter: ["aria-expanded"] });
}
