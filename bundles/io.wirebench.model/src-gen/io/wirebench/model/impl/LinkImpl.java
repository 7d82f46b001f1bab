/**
 */
package io.wirebench.model.impl;

import io.wirebench.model.Impairment;
import io.wirebench.model.Link;
import io.wirebench.model.ModelPackage;
import io.wirebench.model.Segments;
import io.wirebench.model.Tier;

import java.util.Collection;

import org.eclipse.emf.common.notify.Notification;
import org.eclipse.emf.common.notify.NotificationChain;

import org.eclipse.emf.common.util.EList;

import org.eclipse.emf.ecore.EClass;
import org.eclipse.emf.ecore.InternalEObject;

import org.eclipse.emf.ecore.impl.ENotificationImpl;

import org.eclipse.emf.ecore.util.EObjectContainmentEList;
import org.eclipse.emf.ecore.util.InternalEList;

/**
 * <!-- begin-user-doc -->
 * An implementation of the model object '<em><b>Link</b></em>'.
 * <!-- end-user-doc -->
 * <p>
 * The following features are implemented:
 * </p>
 * <ul>
 *   <li>{@link io.wirebench.model.impl.LinkImpl#getFrom <em>From</em>}</li>
 *   <li>{@link io.wirebench.model.impl.LinkImpl#getTo <em>To</em>}</li>
 *   <li>{@link io.wirebench.model.impl.LinkImpl#isUp <em>Up</em>}</li>
 *   <li>{@link io.wirebench.model.impl.LinkImpl#getSegments <em>Segments</em>}</li>
 *   <li>{@link io.wirebench.model.impl.LinkImpl#getTier <em>Tier</em>}</li>
 *   <li>{@link io.wirebench.model.impl.LinkImpl#getForward <em>Forward</em>}</li>
 *   <li>{@link io.wirebench.model.impl.LinkImpl#getBackward <em>Backward</em>}</li>
 *   <li>{@link io.wirebench.model.impl.LinkImpl#getBoth <em>Both</em>}</li>
 * </ul>
 *
 * @generated
 */
public class LinkImpl extends NamedImpl implements Link {
	/**
	 * The default value of the '{@link #getFrom() <em>From</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @see #getFrom()
	 * @generated
	 * @ordered
	 */
	protected static final String FROM_EDEFAULT = null;

	/**
	 * The cached value of the '{@link #getFrom() <em>From</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @see #getFrom()
	 * @generated
	 * @ordered
	 */
	protected String from = FROM_EDEFAULT;

	/**
	 * The default value of the '{@link #getTo() <em>To</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @see #getTo()
	 * @generated
	 * @ordered
	 */
	protected static final String TO_EDEFAULT = null;

	/**
	 * The cached value of the '{@link #getTo() <em>To</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @see #getTo()
	 * @generated
	 * @ordered
	 */
	protected String to = TO_EDEFAULT;

	/**
	 * The default value of the '{@link #isUp() <em>Up</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @see #isUp()
	 * @generated
	 * @ordered
	 */
	protected static final boolean UP_EDEFAULT = true;

	/**
	 * The cached value of the '{@link #isUp() <em>Up</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @see #isUp()
	 * @generated
	 * @ordered
	 */
	protected boolean up = UP_EDEFAULT;

	/**
	 * The default value of the '{@link #getSegments() <em>Segments</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @see #getSegments()
	 * @generated
	 * @ordered
	 */
	protected static final Segments SEGMENTS_EDEFAULT = Segments.AUTO;

	/**
	 * The cached value of the '{@link #getSegments() <em>Segments</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @see #getSegments()
	 * @generated
	 * @ordered
	 */
	protected Segments segments = SEGMENTS_EDEFAULT;

	/**
	 * The default value of the '{@link #getTier() <em>Tier</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @see #getTier()
	 * @generated
	 * @ordered
	 */
	protected static final Tier TIER_EDEFAULT = Tier.AUTO;

	/**
	 * The cached value of the '{@link #getTier() <em>Tier</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @see #getTier()
	 * @generated
	 * @ordered
	 */
	protected Tier tier = TIER_EDEFAULT;

	/**
	 * The cached value of the '{@link #getForward() <em>Forward</em>}' containment reference list.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @see #getForward()
	 * @generated
	 * @ordered
	 */
	protected EList<Impairment> forward;

	/**
	 * The cached value of the '{@link #getBackward() <em>Backward</em>}' containment reference list.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @see #getBackward()
	 * @generated
	 * @ordered
	 */
	protected EList<Impairment> backward;

	/**
	 * The cached value of the '{@link #getBoth() <em>Both</em>}' containment reference list.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @see #getBoth()
	 * @generated
	 * @ordered
	 */
	protected EList<Impairment> both;

	/**
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @generated
	 */
	protected LinkImpl() {
		super();
	}

	/**
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @generated
	 */
	@Override
	protected EClass eStaticClass() {
		return ModelPackage.Literals.LINK;
	}

	/**
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @generated
	 */
	@Override
	public String getFrom() {
		return from;
	}

	/**
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @generated
	 */
	@Override
	public void setFrom(String newFrom) {
		String oldFrom = from;
		from = newFrom;
		if (eNotificationRequired())
			eNotify(new ENotificationImpl(this, Notification.SET, ModelPackage.LINK__FROM, oldFrom, from));
	}

	/**
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @generated
	 */
	@Override
	public String getTo() {
		return to;
	}

	/**
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @generated
	 */
	@Override
	public void setTo(String newTo) {
		String oldTo = to;
		to = newTo;
		if (eNotificationRequired())
			eNotify(new ENotificationImpl(this, Notification.SET, ModelPackage.LINK__TO, oldTo, to));
	}

	/**
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @generated
	 */
	@Override
	public boolean isUp() {
		return up;
	}

	/**
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @generated
	 */
	@Override
	public void setUp(boolean newUp) {
		boolean oldUp = up;
		up = newUp;
		if (eNotificationRequired())
			eNotify(new ENotificationImpl(this, Notification.SET, ModelPackage.LINK__UP, oldUp, up));
	}

	/**
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @generated
	 */
	@Override
	public Segments getSegments() {
		return segments;
	}

	/**
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @generated
	 */
	@Override
	public void setSegments(Segments newSegments) {
		Segments oldSegments = segments;
		segments = newSegments == null ? SEGMENTS_EDEFAULT : newSegments;
		if (eNotificationRequired())
			eNotify(new ENotificationImpl(this, Notification.SET, ModelPackage.LINK__SEGMENTS, oldSegments, segments));
	}

	/**
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @generated
	 */
	@Override
	public Tier getTier() {
		return tier;
	}

	/**
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @generated
	 */
	@Override
	public void setTier(Tier newTier) {
		Tier oldTier = tier;
		tier = newTier == null ? TIER_EDEFAULT : newTier;
		if (eNotificationRequired())
			eNotify(new ENotificationImpl(this, Notification.SET, ModelPackage.LINK__TIER, oldTier, tier));
	}

	/**
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @generated
	 */
	@Override
	public EList<Impairment> getForward() {
		if (forward == null) {
			forward = new EObjectContainmentEList<Impairment>(Impairment.class, this, ModelPackage.LINK__FORWARD);
		}
		return forward;
	}

	/**
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @generated
	 */
	@Override
	public EList<Impairment> getBackward() {
		if (backward == null) {
			backward = new EObjectContainmentEList<Impairment>(Impairment.class, this, ModelPackage.LINK__BACKWARD);
		}
		return backward;
	}

	/**
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @generated
	 */
	@Override
	public EList<Impairment> getBoth() {
		if (both == null) {
			both = new EObjectContainmentEList<Impairment>(Impairment.class, this, ModelPackage.LINK__BOTH);
		}
		return both;
	}

	/**
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @generated
	 */
	@Override
	public NotificationChain eInverseRemove(InternalEObject otherEnd, int featureID, NotificationChain msgs) {
		switch (featureID) {
			case ModelPackage.LINK__FORWARD:
				return ((InternalEList<?>)getForward()).basicRemove(otherEnd, msgs);
			case ModelPackage.LINK__BACKWARD:
				return ((InternalEList<?>)getBackward()).basicRemove(otherEnd, msgs);
			case ModelPackage.LINK__BOTH:
				return ((InternalEList<?>)getBoth()).basicRemove(otherEnd, msgs);
		}
		return super.eInverseRemove(otherEnd, featureID, msgs);
	}

	/**
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @generated
	 */
	@Override
	public Object eGet(int featureID, boolean resolve, boolean coreType) {
		switch (featureID) {
			case ModelPackage.LINK__FROM:
				return getFrom();
			case ModelPackage.LINK__TO:
				return getTo();
			case ModelPackage.LINK__UP:
				return isUp();
			case ModelPackage.LINK__SEGMENTS:
				return getSegments();
			case ModelPackage.LINK__TIER:
				return getTier();
			case ModelPackage.LINK__FORWARD:
				return getForward();
			case ModelPackage.LINK__BACKWARD:
				return getBackward();
			case ModelPackage.LINK__BOTH:
				return getBoth();
		}
		return super.eGet(featureID, resolve, coreType);
	}

	/**
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @generated
	 */
	@SuppressWarnings("unchecked")
	@Override
	public void eSet(int featureID, Object newValue) {
		switch (featureID) {
			case ModelPackage.LINK__FROM:
				setFrom((String)newValue);
				return;
			case ModelPackage.LINK__TO:
				setTo((String)newValue);
				return;
			case ModelPackage.LINK__UP:
				setUp((Boolean)newValue);
				return;
			case ModelPackage.LINK__SEGMENTS:
				setSegments((Segments)newValue);
				return;
			case ModelPackage.LINK__TIER:
				setTier((Tier)newValue);
				return;
			case ModelPackage.LINK__FORWARD:
				getForward().clear();
				getForward().addAll((Collection<? extends Impairment>)newValue);
				return;
			case ModelPackage.LINK__BACKWARD:
				getBackward().clear();
				getBackward().addAll((Collection<? extends Impairment>)newValue);
				return;
			case ModelPackage.LINK__BOTH:
				getBoth().clear();
				getBoth().addAll((Collection<? extends Impairment>)newValue);
				return;
		}
		super.eSet(featureID, newValue);
	}

	/**
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @generated
	 */
	@Override
	public void eUnset(int featureID) {
		switch (featureID) {
			case ModelPackage.LINK__FROM:
				setFrom(FROM_EDEFAULT);
				return;
			case ModelPackage.LINK__TO:
				setTo(TO_EDEFAULT);
				return;
			case ModelPackage.LINK__UP:
				setUp(UP_EDEFAULT);
				return;
			case ModelPackage.LINK__SEGMENTS:
				setSegments(SEGMENTS_EDEFAULT);
				return;
			case ModelPackage.LINK__TIER:
				setTier(TIER_EDEFAULT);
				return;
			case ModelPackage.LINK__FORWARD:
				getForward().clear();
				return;
			case ModelPackage.LINK__BACKWARD:
				getBackward().clear();
				return;
			case ModelPackage.LINK__BOTH:
				getBoth().clear();
				return;
		}
		super.eUnset(featureID);
	}

	/**
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @generated
	 */
	@Override
	public boolean eIsSet(int featureID) {
		switch (featureID) {
			case ModelPackage.LINK__FROM:
				return FROM_EDEFAULT == null ? from != null : !FROM_EDEFAULT.equals(from);
			case ModelPackage.LINK__TO:
				return TO_EDEFAULT == null ? to != null : !TO_EDEFAULT.equals(to);
			case ModelPackage.LINK__UP:
				return up != UP_EDEFAULT;
			case ModelPackage.LINK__SEGMENTS:
				return segments != SEGMENTS_EDEFAULT;
			case ModelPackage.LINK__TIER:
				return tier != TIER_EDEFAULT;
			case ModelPackage.LINK__FORWARD:
				return forward != null && !forward.isEmpty();
			case ModelPackage.LINK__BACKWARD:
				return backward != null && !backward.isEmpty();
			case ModelPackage.LINK__BOTH:
				return both != null && !both.isEmpty();
		}
		return super.eIsSet(featureID);
	}

	/**
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @generated
	 */
	@Override
	public String toString() {
		if (eIsProxy()) return super.toString();

		StringBuilder result = new StringBuilder(super.toString());
		result.append(" (from: ");
		result.append(from);
		result.append(", to: ");
		result.append(to);
		result.append(", up: ");
		result.append(up);
		result.append(", segments: ");
		result.append(segments);
		result.append(", tier: ");
		result.append(tier);
		result.append(')');
		return result.toString();
	}

} //LinkImpl
