package execute

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
