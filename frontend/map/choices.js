// What a mark of several groups offers: a list of exactly these groups, or a closer look.
import L from "leaflet";
import { address, written } from "./boxes.js";

// As many as an address may name; of more, the list shows all groups of the part of the map in which they lie.
const MOST = 100;

function link(map, leaves) {
  const made = document.createElement("a");
  made.className = "govuk-link app-choices__link";
  const page = map.getContainer().dataset.here;
  if (leaves.length <= MOST) {
    made.textContent = `List these ${leaves.length} groups`;
    made.href = `${address(page, "groups", leaves.map(({ id }) => id).join())}#list-part`;
  } else {
    const around = L.latLngBounds(leaves.map(({ geometry: { coordinates } }) => [coordinates[1], coordinates[0]]));
    made.textContent = "List all groups in this part of the map";
    made.href = `${address(page, "box", written(around))}#list-part`;
  }
  return made;
}

export function choices(map, told, leaves, closer) {
  const box = document.createElement("div");
  const words = document.createElement("p");
  words.className = "app-choices__told";
  words.textContent = told;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "app-link-button app-choices__link";
  button.textContent = "Zoom in";
  button.addEventListener("click", () => {
    map.closePopup();
    map.getContainer().focus();
    closer();
  });
  box.append(words, link(map, leaves), button);
  return box;
}
