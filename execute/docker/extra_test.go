package docker

import (
	"reflect"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/org/baleen-action/execute"
)

// TestExtraReachesTheEngine sets every field of Extra: one that apply forgets would be dropped without a word.
func TestExtraReachesTheEngine(t *testing.T) {
	extra := reflect.TypeFor[execute.Extra]()
	for i := range extra.NumField() {
		var one execute.Extra
		set(reflect.ValueOf(&one).Elem().Field(i))
		var config container.Config
		var host container.HostConfig
		applyExtra(one, &config, &host)
		if reflect.ValueOf(config).IsZero() && reflect.DeepEqual(host, container.HostConfig{}) {
			t.Errorf("%s reaches neither the configuration of a container nor that of its host", extra.Field(i).Name)
		}
	}
}

// set gives a field a value that is not its zero value.
func set(field reflect.Value) {
	switch value := field.Addr().Interface().(type) {
	case *string:
		*value = "text"
	case *[]string:
		*value = []string{"text"}
	case *map[string]string:
		*value = map[string]string{"net.core.somaxconn": "512"}
	case *bool:
		*value = true
	default:
		field.SetInt(7)
	}
}

func TestDeviceMapping(t *testing.T) {
	for text, want := range map[string]container.DeviceMapping{
		"/dev/kvm":             {PathOnHost: "/dev/kvm", PathInContainer: "/dev/kvm", CgroupPermissions: "rwm"},
		"/dev/sda:/dev/disk":   {PathOnHost: "/dev/sda", PathInContainer: "/dev/disk", CgroupPermissions: "rwm"},
		"/dev/sda:/dev/disk:r": {PathOnHost: "/dev/sda", PathInContainer: "/dev/disk", CgroupPermissions: "r"},
		"/dev/net/tun::rw":     {PathOnHost: "/dev/net/tun", PathInContainer: "/dev/net/tun", CgroupPermissions: "rw"},
	} {
		if got := deviceMapping(text); got != want {
			t.Errorf("deviceMapping(%q) = %+v, want %+v", text, got, want)
		}
	}
}

// TestNetworkSettingsMoveToTheSandbox: the engine refuses them in a container that joins another's network.
func TestNetworkSettingsMoveToTheSandbox(t *testing.T) {
	spec := execute.Spec{AddHosts: []string{"db:10.0.0.5"}, Extra: execute.Extra{
		Hostname: "web", DNS: []string{"10.0.0.1"}, Sysctls: map[string]string{"net.core.somaxconn": "512", "kernel.msgmax": "1"},
	}}
	made, err := newTemplate(spec, nil)
	if err != nil {
		t.Fatal(err)
	}
	box, boxHost := container.Config{}, container.HostConfig{Sysctls: map[string]string{}}
	onlyNetwork(&box, &boxHost, made)
	withoutNetwork(&made.config, &made.host)
	if made.config.Hostname != "" || made.host.DNS != nil || made.host.ExtraHosts != nil {
		t.Errorf("the container keeps %q, %v, %v", made.config.Hostname, made.host.DNS, made.host.ExtraHosts)
	}
	if want := map[string]string{"kernel.msgmax": "1"}; !reflect.DeepEqual(made.host.Sysctls, want) {
		t.Errorf("the container has sysctls %v, want %v", made.host.Sysctls, want)
	}
	if want := map[string]string{"net.core.somaxconn": "512"}; box.Hostname != "web" || !reflect.DeepEqual(boxHost.Sysctls, want) {
		t.Errorf("the sandbox has host name %q and sysctls %v", box.Hostname, boxHost.Sysctls)
	}
}
