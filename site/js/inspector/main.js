// What the page loads when somebody points at something: js/inspector/offer.js asks for it.

import { Inspector } from "./inspector.js";

self.backflowInspector = Inspector;
