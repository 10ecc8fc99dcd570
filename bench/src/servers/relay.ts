// Baseline (a), a program: a bare in-memory Socket.IO relay. It promises nothing.
import { serveBaseline } from "./baseline-door.js";

serveBaseline(() => undefined);
