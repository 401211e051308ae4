// A round trip as a numbered line. The list of stops has all of it too; a home stands in the list only.
import L from "leaflet";

function numbered(words) {
  const mark = document.createElement("span");
  mark.className = "app-trip__number app-trip__number--drawn";
  mark.textContent = words;
  return mark;
}

// Stops that share a building share a mark, which has all their numbers.
function marks(stops) {
  const found = new Map();
  for (const { at, number } of stops) found.set(at.join(), { at, words: [...(found.get(at.join())?.words || []), number] });
  return [...found.values()];
}

function at({ dataset: { lat, lon } }) {
  return [Number(lat), Number(lon)];
}

export async function drawTrip(box, read, drawOutlines) {
  const stops = [...document.querySelectorAll(".app-trip__stop[data-lat]")].map((stop) => ({ at: at(stop), number: stop.dataset.number }));
  const start = box.dataset.lat ? [at(box)] : [];
  const line = [...start, ...stops.map((stop) => stop.at)];
  box.replaceChildren();
  if (!line.length) return;
  const map = L.map(box, { zoomSnap: 0.25, maxZoom: 17, attributionControl: false, scrollWheelZoom: false });
  L.control.scale({ metric: true }).addTo(map);
  map.fitBounds(L.latLngBounds(line).pad(0.15), { animate: false });
  drawOutlines(map, await read(box.dataset.outlines));
  L.polyline([...line, line[0]], { color: "#0b0c0c", weight: 3, dashArray: "1 7", interactive: false }).addTo(map);
  for (const { at, words } of marks(stops)) {
    const icon = L.divIcon({ className: "app-trip__mark", iconSize: [0, 0], html: numbered(words.join(", ")) });
    L.marker(at, { icon, interactive: false, keyboard: false }).addTo(map);
  }
  for (const here of start) {
    const icon = L.divIcon({ className: "app-trip__mark", iconSize: [0, 0], html: numbered("Start") });
    L.marker(here, { icon, interactive: false, keyboard: false }).addTo(map);
  }
  box.dataset.ready = "yes";
}
