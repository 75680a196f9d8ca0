package svg

// widths maps an advance, in thousandths of the type size, to the characters
// that have it.
type widths map[int]string

// regular has the characters of each advance, in thousandths of the size.
var regular = widths{
	200:  "\u202f",
	275:  "'",
	278:  "ijl",
	295:  "IJ",
	318:  " ,.·’",
	337:  "/:;\\|",
	352:  "f",
	361:  "-",
	390:  "()[]",
	392:  "t",
	401:  "!⁰¹²³⁴⁵⁶⁷⁸⁹",
	411:  "r",
	460:  "\"",
	500:  "*_`–°",
	517:  "∂",
	518:  "“”",
	521:  "s",
	525:  "z",
	528:  "⁻",
	531:  "?",
	550:  "c",
	557:  "L",
	558:  "ξ",
	575:  "F",
	578:  "χ",
	579:  "k",
	592:  "vxy",
	603:  "P",
	611:  "TY",
	612:  "oδ",
	613:  "a",
	615:  "e",
	632:  "E",
	634:  "hnuσ",
	635:  "Sbdgpq",
	636:  "$0123456789{}µ",
	637:  "√",
	656:  "K",
	660:  "φ",
	669:  "∇",
	684:  "AV",
	685:  "XZ",
	686:  "B",
	695:  "R",
	698:  "C",
	732:  "U",
	748:  "N",
	752:  "H",
	770:  "D",
	775:  "G",
	780:  "&",
	787:  "OQ",
	818:  "w",
	833:  "∞",
	838:  "#+<=>^~×−→↑↓÷≤≥",
	863:  "M",
	950:  "%",
	974:  "m",
	989:  "W",
	1000: "@—…",
}

// bold is the same for bold type.
var bold = widths{
	200:  "\u202f",
	306:  "'",
	343:  "ijl",
	348:  " ",
	365:  "/\\|",
	372:  "IJ",
	380:  ",.·’",
	400:  ":;",
	415:  "-",
	435:  "f",
	438:  "⁰¹²³⁴⁵⁶⁷⁸⁹",
	456:  "!",
	457:  "()[]",
	478:  "t",
	493:  "r",
	500:  "_`–°",
	521:  "\"",
	523:  "*",
	528:  "⁻",
	544:  "∂",
	580:  "?",
	582:  "z",
	591:  "ξ",
	593:  "c",
	595:  "s",
	637:  "L",
	645:  "xχ",
	652:  "vy",
	657:  "“”",
	665:  "k",
	667:  "√",
	675:  "a",
	678:  "e",
	682:  "T",
	683:  "EF",
	687:  "oδ",
	696:  "$0123456789",
	697:  "∇",
	712:  "hnu{}",
	716:  "bdgpq",
	720:  "S",
	724:  "Y",
	725:  "Z",
	733:  "P",
	734:  "C",
	736:  "µ",
	762:  "B",
	770:  "R",
	771:  "X",
	774:  "AV",
	775:  "K",
	779:  "σ",
	782:  "φ",
	812:  "U",
	821:  "G",
	830:  "D",
	833:  "∞",
	837:  "HN",
	838:  "#+<=>^~×−→↑↓÷≤≥",
	850:  "OQ",
	872:  "&",
	924:  "w",
	995:  "M",
	1000: "@—…",
	1002: "%",
	1042: "m",
	1103: "W",
}

// unlisted is the advance of a character that no table lists.
const unlisted = 838

// advances are the tables by character.
var advances = map[bool]map[rune]int{false: byRune(regular), true: byRune(bold)}

func byRune(w widths) map[rune]int {
	advances := map[rune]int{}
	for advance, characters := range w {
		for _, r := range characters {
			advances[r] = advance
		}
	}
	return advances
}

// Measure returns the width of a line of text in CSS pixels, as draw.Measure.
// The advances are those of DejaVu Sans, the widest of the usual sans-serif
// fonts: what is laid out by them also fits in a narrower one, in which a
// reader may see the picture.
func Measure(text string, size float32, isBold bool) float32 {
	total := 0
	for _, r := range text {
		advance, ok := advances[isBold][r]
		if !ok {
			advance = unlisted
		}
		total += advance
	}
	return float32(total) / 1000 * size
}
