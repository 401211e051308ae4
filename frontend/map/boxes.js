// A part of the map, as crm/areas/box.py reads it: west,south,east,north, rounded outwards to a metre or so.
import L from "leaflet";

const PARTS = 100000;

export function written(bounds) {
  const down = (degrees) => Math.floor(degrees * PARTS) / PARTS;
  const up = (degrees) => Math.ceil(degrees * PARTS) / PARTS;
  return [down(bounds.getWest()), down(bounds.getSouth()), up(bounds.getEast()), up(bounds.getNorth())].join();
}

export function read(words) {
  const [west, south, east, north] = words.split(",").map(Number);
  return L.latLngBounds([south, west], [north, east]);
}

// Commas stay as they are, so that a list of many groups is not a third longer.
export function address(page, name, words) {
  const found = new URL(page, window.location.origin);
  const already = found.search ? `${found.search}&` : "?";
  return `${found.pathname}${already}${name}=${words}`;
}
