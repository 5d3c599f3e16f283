package main

import "slices"

// harbour is what the scenarios are about.
type harbour struct {
	berths  []berth
	outside []ship
	wind    int
	channel float64 // metres of water
}

type berth struct {
	length int
	ship   string // empty: free
}

type ship struct {
	name   string
	length int
}

// arrive puts a ship at the shortest free berth that is long enough, or in the queue outside.
func (h *harbour) arrive(s ship) {
	if b := h.place(s.length); b != nil {
		b.ship = s.name
		return
	}
	h.outside = append(h.outside, s)
}

// leave frees a ship's berth for the first ship outside that fits.
func (h *harbour) leave(name string) {
	for i := range h.berths {
		if h.berths[i].ship == name {
			h.berths[i].ship = ""
		}
	}
	for i, s := range h.outside {
		if b := h.place(s.length); b != nil {
			b.ship = s.name
			h.outside = slices.Delete(h.outside, i, i+1)
			return
		}
	}
}

func (h *harbour) place(length int) *berth {
	var best *berth
	for i := range h.berths {
		b := &h.berths[i]
		if b.ship == "" && b.length >= length && (best == nil || b.length < best.length) {
			best = b
		}
	}
	return best
}

// berthOf returns the number, from 1, of the berth where a ship lies; 0: it lies outside or nowhere.
func (h *harbour) berthOf(name string) int {
	return 1 + slices.IndexFunc(h.berths, func(b berth) bool { return b.ship == name })
}

func (h *harbour) waits(name string) bool {
	return slices.ContainsFunc(h.outside, func(s ship) bool { return s.name == name })
}

func (h *harbour) closed() bool { return h.wind >= 9 }

// mayEnter asks for a metre of water below the keel.
func (h *harbour) mayEnter(draught float64) bool { return draught+1 <= h.channel }

// hours is how long cranes need for containers; a started hour counts.
func hours(containers, cranes, moves int) int {
	perHour := cranes * moves
	return (containers + perHour - 1) / perHour
}

// fee is in euros: ten cents for a tonne and day, a tenth off from the tenth call of a year.
func fee(tonnes, days, call int) int {
	full := tonnes * days / 10
	if call >= 10 {
		return full * 9 / 10
	}
	return full
}
