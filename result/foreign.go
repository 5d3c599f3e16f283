package result

import (
	"fmt"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
)

// How the cleaner treats the strings of a field of the model, in the field's tag "foreign". A field without one holds
// lines with single spaces, so a new field is clean before anybody has thought of it.
const (
	asLine  = ""
	asExact = "exact" // one line, its spaces as they are
	asLines = "lines" // a message of any length, of which the model holds so much
	asWhole = "whole" // several lines, never shortened
	asFile  = "file"  // the path of a file in the report folder; any other path is dropped
)

// Path returns s cleaned and on one line, its spaces as they are: how a path is shown.
func (c *Cleaner) Path(s string) string {
	return c.mask(strings.NewReplacer("\n", " ", "\t", " ").Replace(c.Text(s)))
}

// as cleans one string.
func (c *Cleaner) as(kind, s string) string {
	switch kind {
	case asExact:
		return c.Path(s)
	case asLines:
		return c.Short(s, maxMessage)
	case asWhole:
		return c.Text(s)
	case asFile:
		return inFolder(c.Path(s))
	}
	return c.Line(s)
}

// inFolder is a slash-separated path if it stays below the folder that it is relative to, also on systems on which a
// backslash separates and a colon follows a drive; else it is empty.
func inFolder(name string) string {
	elsewhere := strings.ReplaceAll(name, `\`, "/")
	drive := len(name) > 1 && name[1] == ':'
	if path.Clean(name) != name || name == "." || drive || !filepath.IsLocal(name) || !filepath.IsLocal(elsewhere) {
		return ""
	}
	return name
}

// value cleans every string below a value that can be set.
func (c *Cleaner) value(v reflect.Value, kind string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(c.as(kind, v.String()))
	case reflect.Pointer:
		if !v.IsNil() {
			c.value(v.Elem(), kind)
		}
	case reflect.Slice:
		c.slice(v, kind)
	case reflect.Map:
		c.keys(v, kind)
	case reflect.Struct:
		c.fields(v)
	}
}

func (c *Cleaner) fields(v reflect.Value) {
	if filter, ok := v.Addr().Interface().(*cucumber.Filter); ok {
		*filter = filter.Cleaned(c.Line)
		return
	}
	for i := range v.NumField() {
		if field := v.Type().Field(i); field.IsExported() && field.Tag.Get("json") != "-" {
			c.value(v.Field(i), field.Tag.Get("foreign"))
		}
	}
}

// slice cleans the elements of a list. A path that was dropped leaves no gap.
func (c *Cleaner) slice(v reflect.Value, kind string) {
	for i := range v.Len() {
		c.value(v.Index(i), kind)
	}
	if list, ok := v.Addr().Interface().(*[]string); ok && kind == asFile {
		*list = slices.DeleteFunc(*list, func(s string) bool { return s == "" })
	}
}

// keys cleans the keys of a map, whose values are numbers.
func (c *Cleaner) keys(v reflect.Value, kind string) {
	for _, key := range v.MapKeys() {
		clean, value := c.as(kind, key.String()), v.MapIndex(key)
		v.SetMapIndex(key, reflect.Value{})
		v.SetMapIndex(reflect.ValueOf(clean), value)
	}
}

// Clean passes every string of a run that is planned through the cleaner. From then on the run shows its files by clean
// paths; Shown tells by which.
func (r *Run) Clean(c *Cleaner) {
	r.rename(c)
	for i, a := range r.Attempts {
		r.Attempts[i] = r.shownBy(a)
	}
	c.value(reflect.ValueOf(r).Elem(), asLine)
}

// Shown is the path that a file has in the run, of which the runner is given the path as it is.
func (r *Run) Shown(path string) string {
	if shown, differs := r.Renamed[path]; differs {
		return shown
	}
	return path
}

// rename gives every file a clean path that no other file has, also of other nodes: all nodes must choose the same.
func (r *Run) rename(c *Cleaner) {
	shares := []*[]File{&r.Files}
	if r.Node != nil {
		for i := range r.Node.Others {
			shares = append(shares, &r.Node.Others[i].Files)
		}
	}
	r.choose(c, shares)
	if len(r.Renamed) == 0 {
		return
	}
	for _, files := range shares {
		for i := range *files {
			(*files)[i].Path = r.Shown((*files)[i].Path)
		}
		sortFiles(*files)
	}
}

// choose finds the clean paths of files that have no clean path already.
func (r *Run) choose(c *Cleaner, shares []*[]File) {
	taken := map[string]bool{}
	var unclean []string
	for _, files := range shares {
		for _, f := range *files {
			if c.Path(f.Path) == f.Path {
				taken[f.Path] = true
			} else {
				unclean = append(unclean, f.Path)
			}
		}
	}
	if r.Renamed = nil; len(unclean) > 0 {
		r.Renamed = map[string]string{}
	}
	slices.Sort(unclean)
	for _, name := range slices.Compact(unclean) {
		clean := c.Path(name)
		free := clean
		for n := 2; taken[free]; n++ {
			free = fmt.Sprintf("%s [%d]", clean, n)
		}
		r.Renamed[name], taken[free] = free, true
	}
}

func sortFiles(files []File) {
	slices.SortStableFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
}
