// Without JavaScript the page is in Bokmål and has no switch. Nothing is remembered.
(() => {
  const page = document.documentElement;
  const button = document.getElementById("language");
  button.parentElement.hidden = false;
  button.addEventListener("click", () => {
    page.lang = page.lang === "nb" ? "en" : "nb";
    document.title = `${document.querySelector("h1").innerText} – grenselos`;
  });
})();
