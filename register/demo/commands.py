"""Commands of the fictional country."""

from register.demo.shape import derive_shape

COMMANDS = (derive_shape,)
