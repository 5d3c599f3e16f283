package execute

import (
	"path"
	"slices"
	"strings"
)

// Mount mounts a folder of the daemon's machine in a container.
type Mount struct {
	Source string // as the daemon sees it
	Target string
}

// mountPoint is a place in a container that is not on its own disk.
type mountPoint struct {
	kind string // "volume", "tmpfs", "mount"; "image": the image declares it
	name string // as the user wrote it
	at   string
}

// mountPoints returns what a specification mounts in its containers, except the volumes that the image declares.
func mountPoints(spec Spec) []mountPoint {
	var all []mountPoint
	for _, volume := range slices.Concat(spec.Volumes, spec.World.Volumes) {
		at := volume
		if _, rest, named := strings.Cut(volume, ":"); named {
			at, _, _ = strings.Cut(rest, ":")
		}
		all = append(all, mountPoint{"volume", volume, at})
	}
	for _, entry := range slices.Compact(slices.Sorted(slices.Values(spec.Tmpfs))) {
		at, _, _ := strings.Cut(entry, ":")
		all = append(all, mountPoint{"tmpfs", at, at})
	}
	return all
}

// NotInImage returns what a specification mounts in its containers that is empty in each of them, in docker run's words:
// an image made of a container does not hold it. Named volumes and folders of the daemon's machine are not in it either, but
// all containers share them.
func NotInImage(spec Spec) []string {
	var fresh []string
	shared := map[string]bool{}
	for _, m := range mountPoints(spec) {
		switch {
		case m.kind == "volume" && m.name != m.at:
			shared[path.Clean(m.at)] = true
		default:
			fresh = append(fresh, m.kind+" "+m.at)
		}
	}
	for _, m := range spec.Mounts {
		shared[path.Clean(m.Target)] = true
	}
	for _, at := range spec.Image.Volumes {
		if !shared[path.Clean(at)] {
			fresh = append(fresh, "VOLUME "+at)
		}
	}
	return fresh
}

// Mounted returns the volume or tmpfs of a specification that a folder of the container lies in; empty if there is
// none.
func Mounted(spec Spec, dir string) string {
	for _, m := range mountPoints(spec) {
		if IsBelow(dir, m.at) {
			return m.kind + " " + m.name
		}
	}
	return ""
}

// Touching returns what a container of the specification has mounted at a folder, above it or below it: whatever an earlier
// run left there would be found in the folder. The kind is "volume", "tmpfs" or "mount" as in docker run, "image" for a volume
// that the image declares, and empty if there is nothing. real is what a path in the container
// means, such as with the links of the image followed.
func Touching(spec Spec, dir string, real func(string) string) (kind, name string) {
	all := mountPoints(spec)
	for _, m := range spec.Mounts {
		all = append(all, mountPoint{"mount", m.Target, m.Target})
	}
	for _, at := range spec.Image.Volumes {
		all = append(all, mountPoint{"image", at, at})
	}
	for _, m := range all {
		if at := path.Clean("/" + real(m.at)); IsBelow(dir, at) || IsBelow(at, dir) {
			return m.kind, m.name
		}
	}
	return "", ""
}

// IsBelow reports whether a folder is at, or in it.
func IsBelow(dir, at string) bool {
	at = path.Clean("/" + at)
	return at == "/" || dir == at || strings.HasPrefix(dir, at+"/")
}
