import { imageSize } from "image-size";

/** Beyond this no browser draws, and a header lies. */
const maxPixels = 65_535;

/** Width and height as shown, from the first bytes of an image; nulls where they cannot be told. */
export function imageDimensions(head: Buffer): { width: number | null; height: number | null } {
  const unknown = { width: null, height: null };
  try {
    const { width, height, orientation = 1 } = imageSize(head);
    const isUsable = [width, height].every((side) => Number.isInteger(side) && side > 0 && side <= maxPixels);
    if (!isUsable) return unknown;
    // EXIF 5 to 8 lie on their side.
    return orientation >= 5 ? { width: height, height: width } : { width, height };
  } catch {
    // Broken, of a kind without a size, or with its size further in: it is shown without a box of its own.
    return unknown;
  }
}
