// "Search this area": the list, its count and its files are narrowed to the part of the map that is in view.
import L from "leaflet";
import { address, read, written } from "./boxes.js";

// A little less than the part itself, or rounding would show it a step smaller than it was.
export function showPart(map, words) {
  const part = read(words);
  L.rectangle(part, { color: "#0b0c0c", weight: 2, dashArray: "6 6", fill: false, interactive: false }).addTo(map);
  map.fitBounds(part.pad(-0.01), { animate: false });
}

export function searchHere(map, page) {
  const offer = document.getElementById("map-search");
  const link = offer.querySelector("a");
  const shown = written(map.getBounds());
  // Until the map has come closer, the link still leads to the part before.
  map.on("zoomstart", () => {
    offer.hidden = true;
  });
  map.on("moveend", () => {
    const now = written(map.getBounds());
    link.href = `${address(page, "box", now)}#list-part`;
    if (now !== shown) offer.hidden = false;
  });
}

// The paper shows what the map shows, and lists the groups in it.
export function printWhatIsSeen(map) {
  const link = document.getElementById("map-print");
  const page = new URL(link.href);
  page.searchParams.delete("box");
  map.on("moveend", () => {
    link.href = address(page, "box", written(map.getBounds()));
  });
}
