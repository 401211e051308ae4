// The map on paper: what cannot be pressed there is not there, and each mark has the numbers of its groups.
import L from "leaflet";
import { read as readBox } from "./boxes.js";

// "3, 7–9": neighbours have numbers near each other.
export function inWords(numbers) {
  const runs = [];
  for (const number of [...numbers].sort((one, other) => one - other)) {
    const last = runs.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(", ");
}

// In pixels: a sign, a frame, and the figures.
function size({ groups }) {
  return { width: 26 + 7 * inWords(groups.map((group) => group.number)).length, height: 20 };
}

function cover(one, other) {
  const [here, there] = [size(one), size(other)];
  const across = Math.abs(one.point.x - other.point.x) < (here.width + there.width) / 2;
  return across && Math.abs(one.point.y - other.point.y) < (here.height + there.height) / 2;
}

function middle(points) {
  return points.reduce((sum, point) => sum.add(point), L.point(0, 0)).divideBy(points.length);
}

function together(map, groups) {
  return { groups, point: middle(groups.map((group) => map.latLngToLayerPoint(group.at))) };
}

// Marks that would cover each other become one, until none does.
function gathered(map, groups) {
  const marks = [];
  for (const group of groups) {
    let mark = together(map, [group]);
    for (let near = 0; near >= 0; ) {
      near = marks.findIndex((other) => cover(mark, other));
      if (near >= 0) mark = together(map, [...mark.groups, ...marks.splice(near, 1)[0].groups]);
    }
    marks.push(mark);
  }
  return marks;
}

function drawn({ groups }) {
  const box = document.createElement("span");
  box.className = "app-paper-mark";
  if (groups.length === 1) {
    const sign = document.createElement("span");
    sign.className = `app-mark app-mark--${groups[0].policy}`;
    box.append(sign);
  }
  const number = document.createElement("span");
  number.className = "app-paper-mark__number";
  number.textContent = inWords(groups.map((group) => group.number));
  box.append(number);
  return box;
}

export async function drawOnPaper(box, read, drawOutlines) {
  const groups = [...document.querySelectorAll(".app-by-number__group")].map(({ dataset: { lat, lon, policy } }, index) => ({
    at: L.latLng(Number(lat), Number(lon)),
    policy,
    number: index + 1,
  }));
  const part = box.dataset.box ? readBox(box.dataset.box) : L.latLngBounds(groups.map((group) => group.at));
  box.replaceChildren();
  const still = { dragging: false, keyboard: false, scrollWheelZoom: false, doubleClickZoom: false, boxZoom: false };
  const map = L.map(box, { ...still, touchZoom: false, zoomControl: false, zoomSnap: 0, maxZoom: 18, attributionControl: false });
  box.removeAttribute("tabindex");
  L.control.scale({ imperial: false }).addTo(map);
  map.fitBounds(part, { animate: false, padding: [30, 20] });
  if (box.dataset.tiles) {
    L.tileLayer(box.dataset.tiles, { maxZoom: 19 }).addTo(map);
    L.control.attribution({ prefix: false }).addAttribution("© OpenStreetMap contributors").addTo(map);
  }
  drawOutlines(map, await read(box.dataset.outlines));
  for (const mark of gathered(map, groups)) {
    const icon = L.divIcon({ className: "app-paper-mark__place", iconSize: [0, 0], html: drawn(mark) });
    L.marker(map.layerPointToLatLng(mark.point), { icon, interactive: false, keyboard: false }).addTo(map);
  }
  box.dataset.ready = "yes";
}
