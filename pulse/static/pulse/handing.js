// The link that moves the right to answer to another device: as a picture, and copied.
import { byId } from "./screens.js";

/** Add the picture; without it the link alone will do. */
export async function draw(link) {
  try {
    const picture = await import("./picture.js");
    byId("code").replaceChildren(picture.draw(link));
    byId("code").hidden = false;
  } catch {
    byId("code").hidden = true;
  }
}

export async function copy() {
  const place = byId("link");
  try {
    await navigator.clipboard.writeText(place.textContent);
    byId("copied").hidden = false;
  } catch {
    getSelection().selectAllChildren(place); // the browser says no: the person can copy what is marked
  }
}
