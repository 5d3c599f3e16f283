package execute

import (
	"slices"
)

// NetworkRights returns the inputs by which containers of the specification may change their network for good.
func (s Spec) NetworkRights() []string {
	var rights []string
	if s.Privileged {
		rights = append(rights, "privileged")
	}
	if len(s.CapAdd) > 0 {
		rights = append(rights, "cap-add")
	}
	if slices.Contains(s.SecurityOpt, "systempaths=unconfined") {
		rights = append(rights, "security-opt systempaths=unconfined")
	}
	return rights
}
