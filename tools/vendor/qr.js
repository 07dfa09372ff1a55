// A picture of a text that a camera can read; loaded only when somebody asks for it.
export { correction, generate } from "lean-qr/nano";
