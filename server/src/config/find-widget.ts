import { fileURLToPath } from "node:url";
import { bundleDirectory } from "@natter/widget/bundle";

/** The folder of the widget's built files. The server hands them out; of the widget's code it uses nothing. */
export function findWidgetDirectory(): string {
  return fileURLToPath(bundleDirectory);
}
