package execute

import (
	"archive/tar"
	"path"
)

// Artifacts names the files that are copied out of a container after it ended. If that fails, the outcome keeps its
// class and says why in ArtifactsMissing.
type Artifacts struct {
	Dir   string            // folder in the container; all other names are relative to it
	Bases []string          // files and folders to search, none below another
	Match func(string) bool // reports whether to copy a file
	Globs []string          // what Match decides by, for an engine whose containers choose the files themselves
	Into  string            // folder on this machine; it is created for the first file
	// Wanted is called after the container has ended and its scratch folder was copied. If it returns false, nothing is copied; nil: true.
	Wanted func(Outcome) bool
}

// Collection is what was copied out of one container so far.
type Collection struct {
	Artifacts *Artifacts
	Mask      Mask
	Left      Quota
	Names     map[string]bool // relative to Artifacts.Into
}

// From copies the regular files that match, under their names relative to Artifacts.Dir.
func (c *Collection) From(base string, left *Quota) Extraction {
	return Extraction{Into: c.Artifacts.Into, Left: left, Copied: c.Names, Mask: c.Mask, Pick: func(header *tar.Header) (string, bool) {
		name, ok := c.nameBelow(base, header.Name)
		return name, ok && header.Typeflag == tar.TypeReg && c.Artifacts.Match(name)
	}}
}

// nameBelow returns an entry's name relative to Artifacts.Dir. Names in an archive begin with the last element of the
// path that was asked for.
func (c *Collection) nameBelow(base, name string) (string, bool) {
	asked := path.Join(c.Artifacts.Dir, base)
	if asked == "/" {
		return NameInside("root" + path.Join("/", name))
	}
	if path.Clean(name) == path.Base(asked) {
		return base, base != "." // the base is a file
	}
	rest, ok := NameInside(name)
	return path.Join(base, rest), ok
}
