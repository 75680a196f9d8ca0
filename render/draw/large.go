package draw

// Large is the size of bold type in which a few numbers are set that are to be read from afar, in CSS
// pixels. Of that size there are the characters of Figures only.
const Large float32 = 28

// Figures are the characters that large numbers are made of.
const Figures = " 0123456789.·×−–∞⁻⁰¹²³⁴⁵⁶⁷⁸⁹\u202f"
