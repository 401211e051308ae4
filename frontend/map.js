// The map of groups. Everything it shows is also in the list beside it, which needs no script.
import L from "leaflet";
import Supercluster from "supercluster";
import "leaflet/dist/leaflet.css";
import "./map.css";
import "./map/interactions.css";
import { choices } from "./map/choices.js";
import { drawOnPaper } from "./map/paper.js";
import { printWhatIsSeen, searchHere, showPart } from "./map/searching.js";
import { tellWhichIsShown } from "./map/switching.js";
import { drawTrip } from "./map/trip.js";

const POLICIES = {
  in_date: { label: "in date", colour: "#1d70b8" },
  overdue: { label: "overdue for review", colour: "#ffdd00" },
  none: { label: "none in place", colour: "#942514" },
  unknown: { label: "not known", colour: "#b1b4b6" },
};
const CLUSTERED_TO = 16;
const CLOSEST = 19;
const UNDER_THE_BUTTON = [10, 60];
const ENGLAND = [[51.25, -0.55], [51.72, 0.35]];

async function read(address) {
  const answer = await fetch(address, { credentials: "same-origin", redirect: "error" });
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  return answer.json();
}

// For each cluster, how many of its groups have each status.
function clustersOf(features) {
  const clusters = new Supercluster({
    radius: 70,
    maxZoom: CLUSTERED_TO,
    map: ({ policy }) => ({ [policy]: 1 }),
    reduce: (sum, one) => {
      for (const [policy, count] of Object.entries(one)) sum[policy] = (sum[policy] || 0) + count;
    },
  });
  return clusters.load(features);
}

function said(counts) {
  return Object.entries(POLICIES)
    .filter(([policy]) => counts[policy])
    .map(([policy, { label }]) => `${counts[policy]} ${label}`)
    .join(", ");
}

// A ring with a share for each status.
function ring(counts, total) {
  let from = 0;
  const shares = Object.entries(POLICIES).map(([policy, { colour }]) => {
    const to = from + (360 * (counts[policy] || 0)) / total;
    const share = `${colour} ${from}deg ${to}deg`;
    from = to;
    return share;
  });
  return `conic-gradient(${shares.join(", ")})`;
}

function element(className, text) {
  const made = document.createElement("span");
  made.className = className;
  made.textContent = text;
  return made;
}

// Leaflet gives a mark the role of a button; this gives it a name, and the keys of a button.
function place(layer, marker, name, act) {
  marker.on("click", act).addTo(layer);
  const button = marker.getElement();
  button.setAttribute("aria-label", name);
  button.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  return marker;
}

// The first link in it has the focus; closed, the mark has it again.
function balloon(map, marker, content) {
  const maxWidth = Math.min(300, map.getSize().x - 100);
  const shown = L.popup({ offset: [0, -8], maxWidth, autoPanPaddingTopLeft: UNDER_THE_BUTTON }).setLatLng(marker.getLatLng()).setContent(content).openOn(map);
  content.querySelector("a").focus();
  shown.on("remove", () => marker.getElement()?.focus());
  content.addEventListener("keydown", (event) => event.key === "Escape" && map.closePopup(shown));
}

function cluster(map, layer, clusters, feature) {
  const { point_count: count, cluster_id: id } = feature.properties;
  const [lon, lat] = feature.geometry.coordinates;
  const size = count < 10 ? 40 : count < 100 ? 46 : 54;
  const icon = L.divIcon({ className: "app-cluster", iconSize: [size, size], html: element("app-cluster__count", count) });
  const marker = L.marker([lat, lon], { icon, riseOnHover: true });
  const told = `${count} groups, policy ${said(feature.properties)}`;
  const open = () => {
    const closer = () => map.setView([lat, lon], Math.min(clusters.getClusterExpansionZoom(id), CLOSEST));
    balloon(map, marker, choices(map, told, clusters.getLeaves(id, Infinity), closer));
  };
  place(layer, marker, told, open);
  marker.getElement().style.background = ring(feature.properties, count);
  return marker;
}

function popup(feature) {
  const box = document.createElement("div");
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = `/organisations/${feature.id}`;
  link.dir = "auto";
  link.textContent = feature.properties.name;
  box.append(link, document.createElement("br"), `Policy ${POLICIES[feature.properties.policy].label}`);
  return box;
}

function group(map, layer, feature, at) {
  const { name, policy } = feature.properties;
  const icon = L.divIcon({ className: "app-map__group", iconSize: [28, 28], html: element(`app-mark app-mark--${policy}`, "") });
  const marker = L.marker(at, { icon, riseOnHover: true });
  return place(layer, marker, `${name}, policy ${POLICIES[policy].label}`, () => balloon(map, marker, popup(feature)));
}

// Groups that share a building would hide each other, so they stand in a ring around it.
function spread(map, features) {
  const together = Map.groupBy
    ? Map.groupBy(features, (feature) => feature.geometry.coordinates.join())
    : features.reduce((kept, feature) => {
        const key = feature.geometry.coordinates.join();
        return kept.set(key, [...(kept.get(key) || []), feature]);
      }, new Map());
  return [...together.values()].flatMap((here) =>
    here.map((feature, index) => {
      const [lon, lat] = feature.geometry.coordinates;
      if (here.length === 1) return [feature, L.latLng(lat, lon)];
      const turn = (2 * Math.PI * index) / here.length;
      const reach = 14 + 3 * here.length;
      const point = map.latLngToLayerPoint([lat, lon]).add([reach * Math.cos(turn), reach * Math.sin(turn)]);
      return [feature, map.layerPointToLatLng(point)];
    }),
  );
}

// Marks that stay in view are kept as they are, so that the keyboard's focus stays with them.
function draw(map, layer, clusters, kept) {
  const bounds = map.getBounds().pad(0.2);
  const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  const shown = clusters.getClusters(box, Math.floor(map.getZoom()));
  const wanted = new Map();
  for (const feature of shown.filter((one) => one.properties.cluster)) {
    wanted.set(`cluster ${feature.id}`, () => cluster(map, layer, clusters, feature));
  }
  for (const [feature, at] of spread(map, shown.filter((one) => !one.properties.cluster))) {
    wanted.set(`group ${feature.id} at ${at.lat.toFixed(6)} ${at.lng.toFixed(6)}`, () => group(map, layer, feature, at));
  }
  for (const [key, marker] of kept) {
    if (!wanted.has(key)) {
      if (marker.getElement() === document.activeElement) map.getContainer().focus();
      marker.remove();
      kept.delete(key);
    }
  }
  for (const [key, make] of wanted) if (!kept.has(key)) kept.set(key, make());
}

// Names of many areas would cover each other until the map is close enough.
function drawOutlines(map, outlines) {
  const looks = { color: "#17435c", weight: 2, fillColor: "#ffffff", fillOpacity: 0.7, interactive: false };
  const name = { permanent: true, direction: "center", className: "app-map__area-name" };
  const edges = L.geoJSON(outlines, {
    style: looks,
    onEachFeature: (feature, layer) => layer.bindTooltip(feature.properties.name, name),
  });
  const isFar = () => outlines.features.length > 6 && map.getZoom() < 10.5;
  const tell = () => map.getContainer().classList.toggle("app-map--far", isFar());
  map.on("zoomend", tell);
  tell();
  return edges.addTo(map);
}

async function start(box) {
  const status = document.getElementById("map-status");
  box.replaceChildren();
  const map = L.map(box, { maxZoom: CLOSEST, minZoom: 7, zoomSnap: 0.5, attributionControl: false });
  L.control.scale({ imperial: false }).addTo(map);
  map.fitBounds(ENGLAND);
  if (box.dataset.tiles) {
    L.tileLayer(box.dataset.tiles, { maxZoom: CLOSEST }).addTo(map);
    L.control.attribution({ prefix: false }).addAttribution("© OpenStreetMap contributors").addTo(map);
  }
  try {
    const [outlines, groups] = await Promise.all([read(box.dataset.outlines), read(box.dataset.groups)]);
    const edges = drawOutlines(map, outlines);
    const points = L.latLngBounds(groups.features.map(({ geometry: { coordinates } }) => [coordinates[1], coordinates[0]]));
    const whole = points.isValid() ? points.pad(0.05) : edges.getBounds();
    if (box.dataset.box) showPart(map, box.dataset.box);
    else if (whole.isValid()) map.fitBounds(whole, { maxZoom: 16, animate: false });
    searchHere(map, box.dataset.here);
    printWhatIsSeen(map);
    const clusters = clustersOf(groups.features);
    const layer = L.layerGroup().addTo(map);
    const kept = new Map();
    map.on("moveend", () => draw(map, layer, clusters, kept));
    draw(map, layer, clusters, kept);
    box.dataset.ready = "yes";
  } catch {
    status.textContent = "The map could not be loaded. Reload the page, or use the list.";
  }
}

// The map comes first here: filters that are not in use make room for it.
for (const filter of document.querySelectorAll('[data-module="app-filter"]')) filter.open = false;
for (const box of document.querySelectorAll('[data-module="app-map"]')) start(box);
for (const box of document.querySelectorAll('[data-module="app-map-paper"]')) drawOnPaper(box, read, drawOutlines);
for (const box of document.querySelectorAll('[data-module="app-trip"]')) drawTrip(box, read, drawOutlines);
tellWhichIsShown();
