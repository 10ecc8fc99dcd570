const svgNamespace = "http://www.w3.org/2000/svg";

/** Built node by node: a page may require Trusted Types, and `innerHTML` is their first sink. */
export function icon(name: string, path: string): SVGSVGElement {
  const svg = document.createElementNS(svgNamespace, "svg");
  svg.setAttribute("class", name);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(svgNamespace, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}
