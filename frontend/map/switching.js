// On a phone either the map or the list is shown, by what the address ends in: interactions.css does that.
export function tellWhichIsShown() {
  const links = [...document.querySelectorAll(".app-map-switch a")];
  const tell = () => {
    const shown = window.location.hash === "#list-part" ? "#list-part" : "#map-part";
    for (const link of links) link.setAttribute("aria-current", String(link.hash === shown));
  };
  window.addEventListener("hashchange", tell);
  tell();
}
