# SPDX-License-Identifier: BSD-2-Clause
# The program the tour starts. It becomes part of the tour's image: user/tour/tour.mk.
$(eval $(call user_program,guest,user/guest/guest.c))
