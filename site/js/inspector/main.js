// What the page loads when somebody points at something: js/inspector/offer.js asks for it.

import { later } from "../page/later.js";
import { Inspector } from "./inspector.js";

const styles = import.meta.single ? Promise.resolve() : later("inspector.css");

// backflowInspector makes the inspector of a page, once it has its styles.
self.backflowInspector = (page) => styles.then(() => new Inspector(page));
