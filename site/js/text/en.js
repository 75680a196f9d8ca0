// The English sentences by section, from sim/text/en.json. site/bundle replaces this file; in
// Node it reads that one. Sections that a script does not import are not part of its bundle.
import { readFileSync } from "node:fs";

const english = JSON.parse(readFileSync(new URL("../../en.json", import.meta.url)));
export const { boot, element, page, embed, share, inspector, param, picture, column, engine, lesson, course, tour } = english;
