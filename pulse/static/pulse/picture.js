// A link as a picture for another device's camera, drawn here: nobody else may see the link.
import { encoded } from "../vendor/qr.js";

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 4; // the quiet zone cameras need

export function draw(text) {
  const code = encoded(text);
  const size = code.size + 2 * MARGIN;
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", `${-MARGIN} ${-MARGIN} ${size} ${size}`);
  picture.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", squares(code));
  picture.append(path);
  return picture;
}

function squares({ size, get }) {
  let drawn = "";
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1) if (get(x, y)) drawn += `M${x} ${y}h1v1h-1z`;
  return drawn;
}
