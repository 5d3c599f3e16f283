package compose

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/types"
)

// TestEveryKeyHasAVerdict: a key that a newer Compose adds must not be dropped without a word.
func TestEveryKeyHasAVerdict(t *testing.T) {
	verdicts := map[string]Verdict{}
	for _, key := range Keys() {
		if _, twice := verdicts[key.Name]; twice {
			t.Errorf("%s is in the table twice", key.Name)
		}
		if key.How == "" {
			t.Errorf("%s has no sentence", key.Name)
		}
		verdicts[key.Name] = key.Verdict
	}
	known := map[string]bool{}
	for _, name := range fieldsOf(reflect.TypeFor[types.ServiceConfig]()) {
		known[name] = true
		if verdicts[name] == "" && name != "name" {
			t.Errorf("the table has no verdict for %s", name)
		}
	}
	// Keys below these are listed one by one, unless the key has one verdict for all of them.
	for parent, of := range map[string]reflect.Type{
		"deploy": reflect.TypeFor[types.DeployConfig](), "deploy.resources": reflect.TypeFor[types.Resources](),
		"deploy.resources.limits": reflect.TypeFor[types.Resource](), "deploy.resources.reservations": reflect.TypeFor[types.Resource](),
		"healthcheck": reflect.TypeFor[types.HealthCheckConfig](), "depends_on": reflect.TypeFor[types.ServiceDependency](),
		"networks": reflect.TypeFor[types.ServiceNetworkConfig](), "volumes": reflect.TypeFor[types.ServiceVolumeConfig](),
		"volumes.bind": reflect.TypeFor[types.ServiceVolumeBind](), "volumes.volume": reflect.TypeFor[types.ServiceVolumeVolume](),
		"volumes.tmpfs": reflect.TypeFor[types.ServiceVolumeTmpfs](),
		"configs":       reflect.TypeFor[types.ServiceConfigObjConfig](), "secrets": reflect.TypeFor[types.ServiceSecretConfig](),
	} {
		for _, name := range fieldsOf(of) {
			whole := parent + "." + name
			known[whole] = true
			if verdicts[whole] == "" && !slices.Contains(byParent(), whole) {
				t.Errorf("%s is new: honour it and say so here, or list it", whole)
			}
		}
	}
	for name := range verdicts {
		if !known[name] {
			t.Errorf("%s is in the table and not in Compose", name)
		}
	}
}

// byParent are keys whose parent's line of the table is about them.
func byParent() []string {
	return strings.Fields(`deploy.resources deploy.resources.limits.cpus deploy.resources.limits.memory deploy.resources.limits.pids
		deploy.resources.reservations.memory
		healthcheck.test healthcheck.timeout healthcheck.interval healthcheck.retries healthcheck.start_period healthcheck.disable
		depends_on.condition depends_on.restart depends_on.required networks.aliases
		volumes.type volumes.source volumes.target volumes.read_only volumes.bind volumes.volume volumes.tmpfs
		volumes.bind.selinux volumes.bind.propagation volumes.bind.create_host_path volumes.volume.nocopy
		volumes.tmpfs.size volumes.tmpfs.mode configs.source configs.target secrets.source secrets.target`)
}

// fieldsOf are the keys of a struct, by their names in a Compose file.
func fieldsOf(of reflect.Type) []string {
	var out []string
	for i := range of.NumField() {
		field := of.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		switch {
		case field.Anonymous:
			out = append(out, fieldsOf(field.Type)...)
		case name != "" && name != "-" && !strings.HasPrefix(name, "#"):
			out = append(out, name)
		}
	}
	return out
}

// TestEveryKeyHasAVerdictInPods: what is honoured on a daemon must not be dropped on a cluster without a word.
func TestEveryKeyHasAVerdictInPods(t *testing.T) {
	verdicts := map[string]Verdict{}
	for _, key := range InPods() {
		if verdicts[key.Name] != "" || key.How == "" {
			t.Errorf("%s is in the table twice, or has no sentence", key.Name)
		}
		verdicts[key.Name] = key.Verdict
	}
	honoured := byParent()
	for _, key := range Keys() {
		if key.Verdict == Honoured {
			honoured = append(honoured, key.Name)
			if verdicts[key.Name] == "" {
				t.Errorf("the table has no verdict for %s in Pods", key.Name)
			}
		}
	}
	for name := range verdicts {
		if !slices.Contains(honoured, name) {
			t.Errorf("%s is not honoured on a daemon", name)
		}
	}
}
