package experiment

import (
	"slices"
	"strings"
)

// Names of parameters that mail programs, networks and shops add to any link,
// and how families of such names begin. None of them is about the experiment.
var (
	trackers = []string{
		"__s", "_bta_c", "_bta_tid", "_branch_match_id", "_ga", "_gl", "_hsenc", "_hsmi", "_ke", "_kx", "_openstat",
		"cmpid", "cvid", "dclid", "dm_i", "ef_id", "epik", "fbclid", "gad_source", "gbraid", "gclid", "gclsrc", "guccounter",
		"igsh", "igshid", "li_fat_id", "mc_cid", "mc_eid", "mkt_tok", "msclkid", "oly_anon_id", "oly_enc_id", "rb_clickid",
		"rdt_cid", "ref", "ref_src", "ref_url", "s_cid", "s_kwcid", "sccid", "srsltid", "ttclid", "twclid", "vero_conv", "vero_id",
		"wbraid", "wickedid", "yclid", "ysclid", "zanpid",
	}
	trackerFamilies = []string{"utm_", "mtm_", "matomo_", "pk_", "piwik_", "hsa_", "ga_", "fb_"}
)

// tracks reports whether a parameter was added to the link by someone who
// counts visitors: it is ignored without a word.
func tracks(name string) bool {
	name = strings.ToLower(name)
	return slices.Contains(trackers, name) ||
		slices.ContainsFunc(trackerFamilies, func(family string) bool { return strings.HasPrefix(name, family) })
}
