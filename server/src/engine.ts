// The engine without doors and without a disk, for test kits and terminals.

export type { Clock, Timer } from "./clock.js";
export { systemClock } from "./clock.js";
export type { Engine, EngineOptions, Workload } from "./engine/open-engine.js";
export { openEngine } from "./engine/open-engine.js";
export { VirtualClock } from "./engine/virtual-clock.js";
