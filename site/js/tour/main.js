// What the page loads on a first visit, or when somebody asks for the tour.

import { later } from "../page/later.js";
import { Tour } from "./tour.js";

const styles = import.meta.single ? Promise.resolve() : later("tour.css");
let tour;

// backflowTour begins the tour of the page, from its first step.
self.backflowTour = () => styles.then(() => (tour ??= new Tour()).begin());
