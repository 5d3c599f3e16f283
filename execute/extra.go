package execute

import (
	"maps"
	"strings"

	"github.com/docker/docker/api/types/container"
)

// Extra is what else a container can be given, as by the docker run flag of about the same name. The zero value of a field
// is docker run's default.
type Extra struct {
	Hostname    string
	Domainname  string
	CapDrop     []string
	GroupAdd    []string
	DNS         []string
	DNSOptions  []string
	DNSSearch   []string
	Devices     []string // source[:target[:permissions]]
	DeviceRules []string // as in the control group's devices.allow
	Sysctls     map[string]string
	ReadOnly    bool
	CPUShares   int64
	CPUPeriod   int64 // microseconds
	CPUQuota    int64 // microseconds
	CPUSet      string
	Reservation int64 // of memory, bytes
	Swap        int64 // memory and swap together, bytes; -1: unlimited; 0: as much as memory, which is no swap
	OOMScoreAdj int
	CgroupNS    string
	UserNS      string
	Runtime     string
	Storage     map[string]string // options of the storage driver
}

// apply sets the fields in the engine's form.
func (x Extra) apply(config *container.Config, host *container.HostConfig) {
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
