// Type size and colours as this browser was told, set before anything is drawn. Without scripts the system's own stand.
(() => {
  const root = document.documentElement;
  const WORDS = { size: { large: "长辈版" }, theme: { dark: "深色", light: "浅色" } };
  const kept = (name) => {
    try {
      return localStorage.getItem(`anze.${name}`) || "";
    } catch {
      return "";
    }
  };

  function set(name, value) {
    value in WORDS[name] ? (root.dataset[name] = value) : delete root.dataset[name];
    try {
      localStorage.setItem(`anze.${name}`, value);
    } catch {
      // A browser that keeps nothing still shows what was chosen.
    }
  }
  for (const name of Object.keys(WORDS)) set(name, kept(name));

  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);

  function label() {
    for (const button of document.querySelectorAll("[data-display]")) {
      button.hidden = false;
      if (button.dataset.display === "size") button.setAttribute("aria-pressed", String(root.dataset.size === "large"));
      else button.textContent = dark() ? "浅色" : "深色";
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-display]");
    if (!button) return;
    if (button.dataset.display === "size") set("size", root.dataset.size === "large" ? "" : "large");
    else set("theme", dark() ? "light" : "dark");
    label();
  });
  document.addEventListener("DOMContentLoaded", label);
})();
