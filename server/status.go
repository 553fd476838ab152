package server

func (s *server) report(string)               {}
func (s *server) notifyStatus(*state, string) {}
func (s *server) refreshLenses(*state)        {}
