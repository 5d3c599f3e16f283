package docker

import (
	"maps"
	"strings"

	"github.com/docker/docker/api/types/container"
	"github.com/org/baleen-action/execute"
)

// applyExtra sets the fields in the engine's form.
func applyExtra(x execute.Extra, config *container.Config, host *container.HostConfig) {
	config.Hostname, config.Domainname = x.Hostname, x.Domainname
	host.CapDrop, host.GroupAdd = x.CapDrop, x.GroupAdd
	host.DNS, host.DNSOptions, host.DNSSearch = x.DNS, x.DNSOptions, x.DNSSearch
	host.Sysctls, host.ReadonlyRootfs = x.Sysctls, x.ReadOnly
	host.CPUShares, host.CPUPeriod, host.CPUQuota, host.CpusetCpus = x.CPUShares, x.CPUPeriod, x.CPUQuota, x.CPUSet
	host.MemoryReservation, host.OomScoreAdj = x.Reservation, x.OOMScoreAdj
	host.CgroupnsMode, host.UsernsMode = container.CgroupnsMode(x.CgroupNS), container.UsernsMode(x.UserNS)
	host.Runtime, host.StorageOpt = x.Runtime, x.Storage
	host.DeviceCgroupRules = x.DeviceRules
	for _, device := range x.Devices {
		host.Devices = append(host.Devices, deviceMapping(device))
	}
	if x.Swap != 0 {
		host.MemorySwap = x.Swap
	}
}

// deviceMapping parses source[:target[:permissions]] as docker run --device does.
func deviceMapping(text string) container.DeviceMapping {
	words := strings.SplitN(text, ":", 3)
	device := container.DeviceMapping{PathOnHost: words[0], PathInContainer: words[0], CgroupPermissions: "rwm"}
	if len(words) > 1 && words[1] != "" {
		device.PathInContainer = words[1]
	}
	if len(words) > 2 {
		device.CgroupPermissions = words[2]
	}
	return device
}

// withoutNetwork takes out what belongs to a network namespace: a container that joins another's has that one's.
func withoutNetwork(config *container.Config, host *container.HostConfig) {
	config.Hostname, config.Domainname = "", ""
	host.ExtraHosts, host.DNS, host.DNSOptions, host.DNSSearch = nil, nil, nil, nil
	host.Sysctls = maps.Clone(host.Sysctls)
	maps.DeleteFunc(host.Sysctls, func(name, _ string) bool { return ofNetwork(name) })
}

// onlyNetwork gives a container whose network others join what withoutNetwork takes from them.
func onlyNetwork(config *container.Config, host *container.HostConfig, of template) {
	config.Hostname, config.Domainname = of.config.Hostname, of.config.Domainname
	host.ExtraHosts, host.DNS, host.DNSOptions, host.DNSSearch = of.host.ExtraHosts, of.host.DNS, of.host.DNSOptions, of.host.DNSSearch
	for name, value := range of.host.Sysctls {
		if ofNetwork(name) {
			host.Sysctls[name] = value
		}
	}
}

func ofNetwork(sysctl string) bool { return strings.HasPrefix(sysctl, "net.") }
