// A picture of a text that a camera can read; loaded only when somebody asks for it.
// Links are ASCII, so plain bytes do: some cameras stumble over a code that announces its character set.
import { generate, mode } from "lean-qr";

export const encoded = (text) => generate(mode.ascii(text));
