package quantity

import "strconv"

// objects stands for what Python would import, call and build.
func (p *pickle) objects(op int) bool {
	switch op {
	case 'c':
		module := p.line()
		p.push(global(module + "." + p.line()))
	case 0x93:
		name, module := p.pop(), p.pop()
		p.push(global(keyText(module) + "." + keyText(name)))
	case 'R', 0x81:
		args := p.pop()
		p.push(p.made(p.pop(), args))
	case 0x92:
		p.pop() // names of arguments; their values are in the state
		args := p.pop()
		p.push(p.made(p.pop(), args))
	case 'o':
		items := p.popMark()
		if len(items) == 0 {
			fail("the pickle is damaged")
		}
		p.push(p.made(items[0], &list{items: items[1:]}))
	case 'i':
		module := p.line()
		name := p.line()
		p.push(p.made(global(module+"."+name), &list{items: p.popMark()}))
	case 'b':
		state := p.pop()
		p.stack = append(p.stack, build(p.pop(), state))
	case 'P':
		p.push(p.stands(p.line()))
	case 'Q':
		p.push(p.stands(p.pop()))
	case 0x82:
		p.push(global("extension " + strconv.Itoa(p.u8())))
	case 0x83:
		p.push(global("extension " + strconv.Itoa(p.u16())))
	case 0x84:
		p.push(global("extension " + strconv.Itoa(p.i32())))
	case 0x97, 0x98:
		// buffers outside of the pickle are not in the file
	default:
		return false
	}
	return true
}

func (p *pickle) stands(id any) any {
	if p.persistent != nil {
		return p.persistent(id)
	}
	return keyText(id)
}

// made is what a call would give.
func (p *pickle) made(f, args any) any {
	name, ok := f.(global)
	if !ok {
		return &object{class: "the result of a call", args: &list{items: []any{f, args}}}
	}
	items := []any{}
	if l, ok := args.(*list); ok {
		items = l.items
	}
	if p.call != nil {
		if v, ok := p.call(string(name), items); ok {
			return v
		}
	}
	if v, ok := known(string(name), items); ok {
		return v
	}
	return &object{class: string(name), args: &list{items: items}}
}

// build gives an object its state.
func build(o, state any) any {
	switch o := o.(type) {
	case *object:
		if o.class == "numpy.dtype" || o.class == "numpy.ndarray" {
			return numpyState(o, state)
		}
		o.state = state
	case *dict:
		// attributes of an OrderedDict; those of state dicts are versions of classes
		if s, ok := state.(*dict); ok {
			for i, k := range s.keys {
				if k != "_metadata" {
					o.set("(attribute) "+keyText(k), s.values[i])
				}
			}
		}
	}
	return o
}
